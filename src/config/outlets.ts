import { Block } from './block.ts';
import { CHANNEL, NAME_MAX_LENGTH } from './defaults.ts';
import { numberWithin, textUpTo, TRUE_OR_FALSE } from './kinds.ts';
import type { OutletConfig } from './types.ts';

const CHANNEL_NUMBER = numberWithin(CHANNEL);
const NAME = textUpTo(NAME_MAX_LENGTH);
const IGNORED = 'Until then this entry is ignored.';

/**
 * Reads a plug's `outlets`. An entry without a usable channel, or with one named before, is reported and ignored.
 */
export function readOutlets(device: Block): readonly OutletConfig[] {
  const list = device.list('outlets', 'a list such as [{ "channel": 1, "name": "TV" }] is needed', 'It is ignored.');
  const outlets = new Map<number, { readonly outlet: OutletConfig; readonly path: string }>();
  for (const [index, entry] of (list ?? []).entries()) {
    const path = `${device.at('outlets')}[${index.toString()}]`;
    const block = Block.read(entry, path, 'outlet', device.report);
    if (block === undefined) {
      device.report.refuse(path, entry, 'a block such as { "channel": 1, "name": "TV" } is needed', IGNORED);
      continue;
    }
    const outlet = readOutlet(block);
    if (outlet === undefined) continue;
    const earlier = outlets.get(outlet.channel);
    if (earlier === undefined) outlets.set(outlet.channel, { outlet, path });
    else block.refuse('channel', `${earlier.path} already names this channel`, 'This entry is ignored.');
  }
  return Array.from(outlets.values(), ({ outlet }) => outlet);
}

function readOutlet(block: Block): OutletConfig | undefined {
  if (!block.has('channel')) block.refuse('channel', CHANNEL_NUMBER.needs(undefined), IGNORED);
  const channel = block.field('channel', CHANNEL_NUMBER, IGNORED).value;
  const name = block.field('name', NAME, 'Until then the outlet gets the name it has in the plug.').value;
  const hidden = block.withDefault('hidden', TRUE_OR_FALSE, false);
  return channel === undefined ? undefined : { channel, ...(name !== undefined && { name }), hidden };
}
