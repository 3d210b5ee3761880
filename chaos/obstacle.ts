import { once } from 'node:events';
import { createServer } from 'node:net';
import { firstAddress } from './addresses.ts';

/** Why this computer cannot run it: plugs have addresses of their own in 127/8, at the port of real plugs; undefined if it can. */
export async function chaosObstacle(): Promise<string | undefined> {
  const server = createServer().listen(80, firstAddress(0));
  try {
    await once(server, 'listening');
    server.close();
    return undefined;
  } catch (error) {
    return `port 80 of ${firstAddress(0)} cannot be opened here (${String(error)})`;
  }
}
