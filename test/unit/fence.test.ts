import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';

const FENCE = new URL('../support/fence.mjs', import.meta.url).href;

interface Attempted {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a few lines in a process with the fence, because an attempt made here would fail this file. */
async function attempt(lines: string, env: Readonly<Record<string, string>> = {}): Promise<Attempted> {
  const args = ['--import', FENCE, '--input-type=module', '-e', lines];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}

describe('the network fence', () => {
  const forbidden = {
    'a TCP connection': `import net from 'node:net'; net.connect(80, '192.168.1.20')`,
    'a TCP connection by name': `import net from 'node:net'; net.connect({ port: 80, host: 'plug.example' })`,
    'a fetch': `await fetch('http://10.0.0.1/config')`,
    'an HTTP request': `import http from 'node:http'; http.get('http://[2001:db8::1]/config').on('error', () => {})`,
    'a datagram': `import dgram from 'node:dgram'; dgram.createSocket('udp4').send('hello', 9988, '255.255.255.255')`,
    'a datagram from the middle of a buffer': `import dgram from 'node:dgram';
      dgram.createSocket('udp4').send(Buffer.from('hello'), 1, 2, 9988, '192.168.1.20')`,
    'a name look-up': `import { lookup } from 'node:dns/promises'; await lookup('iot.meross.com')`,
    'a record look-up': `import { Resolver } from 'node:dns'; new Resolver().resolve4('iot.meross.com', () => {})`,
    'a look-up of its own that leads outside': `import net from 'node:net';
      const lookup = (name, options, done) => done(null, [{ address: '192.168.1.20', family: 4 }]);
      net.connect({ port: 80, host: 'plug.test', lookup }).on('error', () => {})`,
  };
  for (const [what, lines] of Object.entries(forbidden)) {
    it(`stops ${what}`, async () => {
      const { code, output } = await attempt(lines);
      assert.match(output, /network fence: .*; tests reach nothing but loopback/);
      assert.equal(code, 1);
    });
  }

  it('fails a process that swallows the error, and one that ends with exit code 0', async () => {
    const swallowed = await attempt(`import net from 'node:net'; try { net.connect(80, '10.0.0.1') } catch {}`);
    assert.equal(swallowed.code, 1);
    const exited = await attempt(`await fetch('http://10.0.0.1/').catch(() => {}); process.exit(0)`);
    assert.equal(exited.code, 1);
  });

  it('fences in every Node that a test starts', async () => {
    const { code, output } = await attempt(`
      import { spawnSync } from 'node:child_process';
      const inner = "require('node:net').connect(80, '10.0.0.1')";
      process.stdout.write(String(spawnSync(process.execPath, ['-e', inner], { encoding: 'utf8' }).stderr));`);
    assert.match(output, /network fence: connect to 10.0.0.1/);
    assert.equal(code, 0); // it was the other process that failed
  });

  it('is not opened by the name of a test network where there is none', async () => {
    const { code, output } = await attempt(`import net from 'node:net'; net.connect(80, '10.77.0.10')`, {
      MEROSS_TEST_SUBNETS: '10.77.0.0/24',
    });
    assert.match(output, /network fence: connect to 10.77.0.10/);
    assert.equal(code, 1);
  });

  it('lets loopback, Unix sockets and mDNS pass', async () => {
    const { code, output } = await attempt(`
      import dgram from 'node:dgram';
      import dns from 'node:dns/promises';
      import http from 'node:http';
      import net from 'node:net';
      const server = http.createServer((request, response) => response.end('well')).listen(0, '127.0.0.1');
      await new Promise(done => server.once('listening', done));
      const { port } = server.address();
      for (const host of ['127.0.0.1', 'localhost']) console.log(await (await fetch(\`http://\${host}:\${port}/\`)).text());
      await new Promise(done => http.get({ port, host: '127.0.0.1', path: '/' }, done)).then(answer => answer.resume());
      const lookup = (name, options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]);
      net.connect({ port, host: 'plug.test', lookup }).destroy();
      net.connect('/nowhere.sock').on('error', error => console.log(error.code));
      await dns.lookup('localhost');
      const socket = dgram.createSocket('udp4');
      socket.send('announce', 5353, '224.0.0.251', () => socket.send('here', port, () => socket.close()));
      server.closeAllConnections();
      server.close();`);
    assert.equal(output, 'well\nwell\nENOENT\n');
    assert.equal(code, 0);
  });
});
