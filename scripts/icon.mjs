// `node scripts/icon.mjs`: draws docs/images/icon.png, the icon for Homebridge's list of plugins: an outlet, and the arcs of
// a network in the place of the earth contact. Drawn from distances, so that it can be redrawn in any size.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import { root } from './lib/run.mjs';

const SIZE = 300;
/** Points per pixel and direction, for smooth edges. */
const SAMPLES = 4;
const CLEAR = [0, 0, 0, 0];
const TEAL = [15, 118, 110, 255];
const DEEP = [17, 94, 89, 255];
const WHITE = [248, 250, 252, 255];
const AMBER = [245, 158, 11, 255];

/** The colour at a point; both coordinates run from -1 to 1, down and to the right. */
function colourAt(x, y) {
  const corner = 0.36;
  const overX = Math.max(Math.abs(x) - (1 - corner), 0);
  const overY = Math.max(Math.abs(y) - (1 - corner), 0);
  if (Math.hypot(overX, overY) > corner) return CLEAR;
  const middle = Math.hypot(x, y);
  if (middle > 0.76) return TEAL;
  if (middle > 0.68) return DEEP;
  // The two holes for the pins.
  if (Math.hypot(Math.abs(x) - 0.32, y + 0.1) < 0.12) return DEEP;
  // The arcs, and the dot that they start from.
  const source = Math.hypot(x, y - 0.5);
  if (source < 0.07) return AMBER;
  const isAbove = 0.5 - y > Math.abs(x) * 0.9;
  const isArc = Math.abs(source - 0.18) < 0.035 || Math.abs(source - 0.32) < 0.035;
  return isAbove && isArc ? AMBER : WHITE;
}

const rows = Array.from({ length: SIZE }, (_, row) => {
  const pixels = Array.from({ length: SIZE }, (_, column) => pixelAt(column, row));
  return Buffer.from([0, ...pixels.flat()]);
});

function pixelAt(column, row) {
  const sum = [0, 0, 0, 0];
  for (let at = 0; at < SAMPLES * SAMPLES; at += 1) {
    const x = column + ((at % SAMPLES) + 0.5) / SAMPLES;
    const y = row + (Math.floor(at / SAMPLES) + 0.5) / SAMPLES;
    const [red, green, blue, alpha] = colourAt((x / SIZE) * 2 - 1, (y / SIZE) * 2 - 1);
    for (const [channel, value] of [red * alpha, green * alpha, blue * alpha, alpha].entries()) sum[channel] += value;
  }
  const [red, green, blue, alpha] = sum;
  const mix = value => (alpha === 0 ? 0 : Math.round(value / alpha));
  return [mix(red), mix(green), mix(blue), Math.round(alpha / (SAMPLES * SAMPLES))];
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

const header = Buffer.alloc(13);
header.writeUInt32BE(SIZE, 0);
header.writeUInt32BE(SIZE, 4);
header.set([8, 6], 8); // 8 bits each of red, green, blue and alpha
const file = join(root, 'docs', 'images', 'icon.png');
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const data = deflateSync(Buffer.concat(rows), { level: 9 });
writeFileSync(
  file,
  Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]),
);
console.log(file);
