import { Block, type Field } from './block.ts';
import { readDevice } from './device.ts';
import type { HostPort } from './host.ts';
import type { Report } from './report.ts';
import type { ClockKeeper, DeviceConfig, LeftOut } from './types.ts';

const ONCE = 'A plug is listed once: this entry is left out.';

/**
 * Reads the entries of `devices`. Those that can't run go to the report's `leftOut`.
 *
 * The same plug twice (same host and port, or same uuid) runs as first listed. That holds also if the first entry is
 * left out: its `locked` may be what could not be read, and the second entry must not undo a lock.
 */
export function readDevices(
  list: readonly unknown[],
  platformKey: Field<string>,
  clock: ClockKeeper,
  report: Report,
): DeviceConfig[] {
  const usable: DeviceConfig[] = [];
  const hosts = new Map<string, string>();
  const uuids = new Map<string, string>();
  for (const [index, entry] of list.entries()) {
    const path = `devices[${index.toString()}]`;
    const block = Block.read(entry, path, 'device', report);
    if (block === undefined) {
      const needed = 'a block such as { "host": "192.168.1.20" } is needed';
      report.refuse(path, entry, needed, 'It is left out until then, the others run.');
      report.leftOut.push({ path });
      continue;
    }
    const reading = readDevice(block, platformKey, clock);
    const repeated = [
      listedBefore(block, 'host', addressOf(reading.device), hosts),
      listedBefore(block, 'uuid', reading.device.uuid, uuids),
    ].includes(true);
    if (reading.usable && !repeated) usable.push(reading.device);
    else report.leftOut.push(withoutSecrets(reading.device));
  }
  return usable;
}

/** Reports a host or uuid that an earlier plug has, and remembers it for later ones. */
function listedBefore(block: Block, key: string, id: string | undefined, seen: Map<string, string>): boolean {
  if (id === undefined) return false;
  const earlier = seen.get(id);
  if (earlier === undefined) seen.set(id, block.path);
  else block.refuse(key, `${earlier} already names this plug`, ONCE);
  return earlier !== undefined;
}

/** One spelling for each address: "[FD00:0::1]" and "fd00::1" are the same plug. */
function addressOf(device: Partial<HostPort>): string | undefined {
  if (device.host === undefined || device.port === undefined) return undefined;
  const [address = '', zone = ''] = device.host.split('%');
  const canonical = address.includes(':') ? new URL(`http://[${address}]`).hostname : address;
  return `${canonical}%${zone}:${device.port.toString()}`;
}

function withoutSecrets({ path, host, port, uuid }: LeftOut): LeftOut {
  return {
    path,
    ...(host !== undefined && { host }),
    ...(port !== undefined && { port }),
    ...(uuid !== undefined && { uuid }),
  };
}
