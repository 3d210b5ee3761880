import { isIP } from 'node:net';

/**
 * Whether a request with this Host header may be answered: it names an address, `localhost`, or this computer. A page in a
 * browser that has its own name resolve to an address of this computer (DNS rebinding) sends that name, and is refused.
 *
 * @param header as sent, with or without a port; undefined for HTTP/1.0, which no browser speaks
 * @param ownName the host name of this computer
 */
export function isOwnHost(header: string | undefined, ownName: string): boolean {
  if (header === undefined) return true;
  const host = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+))(?::\d{1,5})?$/i.exec(header.trim());
  const name = (host?.[1] ?? host?.[2] ?? '').toLowerCase();
  if (name === '') return false;
  const own = ownName.toLowerCase().replace(/\..*$/, '');
  return isIP(name) !== 0 || [ownName.toLowerCase(), 'localhost', own, `${own}.local`].includes(name);
}
