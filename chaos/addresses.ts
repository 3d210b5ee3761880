import type { ChaosPlug } from './plug.ts';

/** The network that the plugin searches. On Linux every address of 127/8 is this computer. */
export const SUBNET = '127.0.77.0/28';

/** Its addresses, from 127.0.77.1 to 127.0.77.14. */
const ADDRESSES: readonly string[] = Array.from({ length: 14 }, (_, index) => `127.0.77.${index + 1}`);

/** The address of the plug with this index at the start. */
export function firstAddress(index: number): string {
  return ADDRESSES[index] ?? '127.0.77.14';
}

/** The addresses of the network that no plug has, with or without power. */
export function freeAddresses(plugs: readonly ChaosPlug[]): readonly string[] {
  const used = plugs.map(({ plug }) => plug.host.split(':')[0]);
  return ADDRESSES.filter(address => !used.includes(address));
}
