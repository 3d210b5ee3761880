import { once } from 'node:events';
import { createServer } from 'node:net';

/** Plugs are searched at port 80, which only root may open. `host` is an address that no plug of the test has. */
export async function mayOpenPort80(host: string): Promise<boolean> {
  const server = createServer().listen(80, host);
  try {
    await once(server, 'listening');
    server.close();
    return true;
  } catch {
    return false;
  }
}
