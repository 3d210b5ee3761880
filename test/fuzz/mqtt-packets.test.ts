/** Clients of the embedded broker: over real sockets, and the two readers of their bytes alone. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { systemClock } from '../../src/clock.ts';
import type { Message } from '../../src/protocol/envelope.ts';
import { EmbeddedBroker } from '../../src/push/embedded/embedded-broker.ts';
import { FrameMeter } from '../../src/push/frame-meter.ts';
import { BROKER_LIMITS } from '../../src/push/limits.ts';
import { LogLimiter } from '../../src/push/log-limiter.ts';
import { Router } from '../../src/push/router.ts';
import { replyTopic, topicFrom, topicTo } from '../../src/push/topics.ts';
import { ENGLISH } from '../../src/texts/log-texts.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { until, within } from '../support/until.ts';
import {
  hex,
  KEY,
  knownPlugs,
  md5,
  OTHER_KEY,
  OTHER_PLUG,
  OTHER_UUID,
  PLUG,
  plugMessage,
  RAW_PACKETS,
  UUID,
} from '../unit/push/broker-fixture.ts';
import { jsonNear } from './support/any-json.ts';
import { damaged, damages, piecesOf, sizes } from './support/damage.ts';
import { fuzz } from './support/fuzz.ts';

const SUBJECT = 'mqtt-packets';

/** A packet: its first byte, the length of the rest, the rest. */
function packet(first: number, rest: Uint8Array): Buffer {
  const length: number[] = [];
  let left = rest.length;
  do {
    length.push((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
    left >>= 7;
  } while (left > 0);
  return Buffer.concat([Buffer.from([first, ...length]), rest]);
}

function publish(flags: number, topic: string, payload: Uint8Array): Buffer {
  const name = Buffer.from(topic);
  const id = (flags & 0b0110) === 0 ? [] : [0, 1];
  return packet(
    0x30 | flags,
    Buffer.concat([Buffer.from([name.length >> 8, name.length & 0xff]), name, Buffer.from(id), payload]),
  );
}

const json = jsonNear([
  'header',
  'payload',
  'messageId',
  'namespace',
  'method',
  'from',
  'timestamp',
  'sign',
  'togglex',
]);
/** Messages of this plug or of another, signed with the right key or not. */
const message = fc.oneof(
  fc
    .record({
      uuid: fc.constantFrom(UUID, UUID, OTHER_UUID, 'f'.repeat(32)),
      key: fc.constantFrom(KEY, KEY, OTHER_KEY, ''),
      method: fc.constantFrom('PUSH', 'PUSH', 'SET', 'GET', 'SETACK', 'ERROR', ''),
      namespace: fc.constantFrom('Appliance.Control.ToggleX', 'Appliance.Control.Bind', 'Appliance.System.Clock'),
      payload: json,
      header: fc.oneof(
        { weight: 5, arbitrary: fc.constant({}) },
        fc.dictionary(fc.constantFrom('uuid', 'from', 'sign', 'messageId', 'timestamp'), json),
      ),
    })
    .map(plugMessage),
  json.map(value => JSON.stringify(value)),
  fc.string({ unit: 'binary' }),
);
const payload = fc
  .tuple(message, fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, damages))
  .map(([text, list]) => damaged(Buffer.from(text), list));
const topic = fc.oneof(
  { weight: 4, arbitrary: fc.constant(topicFrom(UUID)) },
  fc.constantFrom(topicFrom(OTHER_UUID), topicTo(UUID), replyTopic('local'), '#', '/appliance/+/publish', '$SYS/x', ''),
  fc.string({ maxLength: 40 }),
);
const publishing = fc
  .tuple(fc.integer({ min: 0, max: 15 }), topic, payload)
  .map(([flags, name, bytes]) => publish(flags, name, bytes));

/** The PUSH is from the plug that is logged in, and is signed with its key. */
function assertValid(uuid: string, { header }: Message): void {
  assert.equal(uuid, UUID);
  assert.ok(header.uuid === undefined || header.uuid === UUID);
  assert.equal(header.method, 'PUSH');
  assert.equal(header.sign.toLowerCase(), md5(`${header.messageId}${KEY}${header.timestamp}`));
}

test('a meter of frames finds the same fault however the bytes are split, and none in whole packets', async () => {
  const whole = fc.oneof(
    publishing,
    fc.constantFrom(hex(RAW_PACKETS.subscribe), Buffer.from([0xc0, 0]), Buffer.from([0xe0, 0])),
  );
  const login = fc.constantFrom(hex(RAW_PACKETS.connect31), hex(RAW_PACKETS.connect311));
  await fuzz(
    { subject: SUBJECT, runs: 1500 },
    fc.property(login, fc.array(whole, { maxLength: 6 }), damages, sizes, (first, packets, list, pieceSizes) => {
      const meter = (): FrameMeter => new FrameMeter({ limits: BROKER_LIMITS, clock: new FakeClock(), firstType: 1 });
      const sound = Buffer.concat([first, ...packets]);
      assert.equal(meter().take(sound), undefined);
      const bytes = damaged(sound, list);
      const inPieces = meter();
      const found = piecesOf(bytes, pieceSizes).map(piece => inPieces.take(piece));
      assert.equal(
        found.find(violation => violation !== undefined),
        meter().take(bytes),
      );
    }),
  );
});

test('a router passes on only what the plug itself has signed, once, and never throws', async () => {
  await fuzz(
    { subject: SUBJECT, runs: 2000 },
    fc.property(fc.array(fc.tuple(topic, payload, fc.boolean(), fc.boolean()), { maxLength: 8 }), list => {
      const clock = new FakeClock();
      const seen: string[] = [];
      const lines: string[] = [];
      const log = (_level: string, text: string): number => lines.push(text);
      const router = new Router({
        plugs: knownPlugs(PLUG, OTHER_PLUG),
        clock,
        replyTopic: replyTopic('local'),
        logLimiter: new LogLimiter(log, clock),
        log,
        texts: ENGLISH.push,
        onMessage: (uuid, received) => {
          if (uuid === UUID) assertValid(uuid, received);
          seen.push(`${uuid} ${received.header.messageId}`);
        },
      });
      for (const [name, bytes, isRetained, hasLogin] of list) {
        const before = seen.length;
        router.receive({ topic: name, bytes, isRetained, ...(hasLogin && { sender: PLUG }) });
        if (isRetained) assert.equal(seen.length, before);
        if (hasLogin) assert.ok(seen.slice(before).every(each => each.startsWith(UUID)));
      }
      assert.equal(new Set(seen).size, seen.length);
      for (const line of lines)
        assert.ok(!line.includes(KEY) && !/(?!\n)\p{Cc}/u.test(line) && line.length < 500, line);
      router.close();
      assert.equal(clock.pending, 0);
    }),
  );
});

const folder = mkdtempSync(join(tmpdir(), 'meross-fuzz-'));
after(() => rmSync(folder, { recursive: true, force: true }));
let broker: EmbeddedBroker;
let port = 0;
const routed: [uuid: string, message: Message][] = [];
const lines: string[] = [];

before(async () => {
  broker = new EmbeddedBroker({
    plugs: knownPlugs(PLUG, OTHER_PLUG),
    clock: systemClock,
    addresses: ['127.0.0.1'],
    port: 0,
    hosts: ['127.0.0.1'],
    certificateFile: join(folder, 'broker.pem'),
    acceptsOldTls: false,
    limits: { arrivalsAtOnce: 1e9 },
    log: (_level, text) => lines.push(text),
    texts: ENGLISH.push,
    onMessage: (...message) => routed.push(message),
    onSession: () => undefined,
  });
  await broker.start();
  port = broker.listenAddresses[0]?.port ?? 0;
});
after(() => broker.close());

/** A handshake costs the broker an RSA signature, which a resumed session saves. */
let session: Buffer | undefined;

async function connectTls(): Promise<TLSSocket> {
  const resumed = session === undefined ? {} : { session };
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...resumed });
  socket.on('error', () => undefined).on('session', (bytes: Buffer) => (session = bytes));
  await within(
    new Promise(resolve => socket.once('secureConnect', resolve).once('close', resolve)),
    8000,
    'a handshake',
  );
  return socket;
}

async function isOver(socket: TLSSocket): Promise<void> {
  if (!socket.closed)
    await within(new Promise(resolve => socket.once('close', resolve)), 8000, 'the connection is over');
  if (broker.counts.connections > 0) await until(() => broker.counts.connections === 0, 8000, 'nothing of it is left');
}

const packets = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: publishing },
    fc
      .constantFrom(
        RAW_PACKETS.subscribe,
        RAW_PACKETS.connect31,
        'c000',
        'e000',
        '40020001',
        '50020001',
        '62020001',
        '70020001',
      )
      .map(hex),
    fc
      .tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 60 }))
      .map(([first, rest]) => packet(first, rest)),
    fc
      .tuple(fc.constantFrom(0x82, 0xa2), topic)
      .map(([type, name]) =>
        packet(
          type,
          Buffer.concat([
            Buffer.from([0, 7, 0, name.length]),
            Buffer.from(name),
            Buffer.from(type === 0x82 ? [1] : []),
          ]),
        ),
      ),
  ),
  { maxLength: 6 },
);

test('whatever a client sends, it is gone afterwards, only valid messages have arrived, and the broker accepts the next one', async () => {
  const login = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(hex(RAW_PACKETS.connect31), hex(RAW_PACKETS.connect311)) },
    damages.map(list => damaged(hex(RAW_PACKETS.connect311), list)),
    fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes)),
  );
  await fuzz(
    { subject: SUBJECT, runs: 300 },
    fc.asyncProperty(login, packets, damages, sizes, async (first, list, damageList, pieceSizes) => {
      routed.length = 0;
      const socket = await connectTls();
      socket.resume();
      const bytes = Buffer.concat([first, damaged(Buffer.concat(list), damageList)]);
      for (const piece of piecesOf(
        bytes,
        pieceSizes.map(size => Math.max(size, 30)),
      ))
        if (!socket.destroyed) socket.write(piece);
      if (!socket.destroyed) socket.end();
      await isOver(socket);
      for (const [uuid, received] of routed) assertValid(uuid, received);
      const ids = routed.map(([, { header }]) => header.messageId);
      assert.equal(new Set(ids).size, ids.length, 'a message arrived twice');
      for (const line of lines) assert.ok(!line.includes(KEY) && !line.includes(md5(`48:e1:e9:aa:bb:cc${KEY}`)), line);
      lines.length = 0;
    }),
  );
  const socket = await connectTls();
  routed.length = 0;
  socket.write(Buffer.concat([hex(RAW_PACKETS.connect31), publish(0, topicFrom(UUID), Buffer.from(plugMessage()))]));
  await until(() => routed.length === 1, 8000, 'a plug is heard');
  socket.end();
  await isOver(socket.resume());
});
