/** The process of the silent ports: it listens on ports of 127.0.0.1, sends that it does, and is stopped by its parent. */
import { once } from 'node:events';
import { createServer } from 'node:net';

process.on('disconnect', () => process.exit(0));
for (const port of process.argv.slice(2)) {
  const server = createServer();
  server.listen({ host: '127.0.0.1', port: Number(port), backlog: 1 });
  await once(server, 'listening');
}
process.send?.('listening');
