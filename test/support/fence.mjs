// Loaded into every test process (and, through NODE_OPTIONS, into every Node that one starts): no test talks to
// anything but this machine. A forbidden attempt throws, and is remembered: should some `catch` swallow the error,
// the process still ends with exit code 1. Plain JavaScript, so that an old Node needs no type stripping for it.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import os from 'node:os';

/** Begins every line the fence prints: the tests look for it in the log of the Homebridge they started. */
const MARK = 'network fence:';
const seen = [];

/** mDNS groups: Homebridge announces itself there, bound to loopback; the network namespace holds them in. */
const MULTICAST = new Set(['224.0.0.251', 'ff02::fb']);

const bare = address => address.toLowerCase().replace(/%.*$/, '');
const isLocalName = name => /^(.+\.)?localhost\.?$/i.test(name);
const isLoopback = address => /^(::ffff:)?127\./.test(bare(address)) || bare(address) === '::1';

/**
 * Tests of `test/netns` build a network of their own in namespaces, and name its subnets (`10.77.0.0/24,fd77::/64`) in
 * this variable. It opens nothing by itself: the only interface besides loopback must be the bridge that these tests
 * make, and no route may have a gateway. So it has no effect on a machine with a network card.
 */
const SUBNETS = process.env.MEROSS_TEST_SUBNETS ?? '';
const BRIDGE = 'meross-house';

function isInTestHouse(address) {
  const family = net.isIP(bare(address));
  if (SUBNETS === '' || family === 0 || !hasNoWayOut()) return false;
  const inside = new net.BlockList();
  for (const subnet of SUBNETS.split(',')) {
    const [prefix, bits] = subnet.split('/');
    inside.addSubnet(prefix, Number(bits), net.isIP(prefix) === 6 ? 'ipv6' : 'ipv4');
  }
  return inside.check(bare(address), family === 6 ? 'ipv6' : 'ipv4');
}

function hasNoWayOut() {
  if (Object.keys(os.networkInterfaces()).some(name => name !== 'lo' && name !== BRIDGE)) return false;
  const hasGateway = (file, column, none) =>
    readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .some(line => {
        const gateway = line.trim().split(/\s+/)[column] ?? none;
        return gateway !== none && gateway !== 'Gateway';
      });
  try {
    if (!readFileSync('/proc/net/dev', 'utf8').includes(`${BRIDGE}:`)) return false;
    return !hasGateway('/proc/net/route', 2, '0'.repeat(8)) && !hasGateway('/proc/net/ipv6_route', 4, '0'.repeat(32));
  } catch {
    return false;
  }
}

function forbid(what) {
  const error = new Error(`${MARK} ${what}; tests reach nothing but loopback`);
  seen.push(error);
  process.stderr.write(`${error.stack}\n`);
  throw error;
}

/** A host is let through if it is loopback or a name for it; other names fail at their look-up, or here. */
function checkHost(host, what) {
  if (host === undefined || host === null || host === '') return; // the default is localhost
  if (isLocalName(String(host)) || isLoopback(String(host)) || isInTestHouse(String(host))) return;
  forbid(`${what} ${host}`);
}

// TCP, TLS, HTTP, undici and fetch all come through here, with the arguments either plain or already normalised.
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null) {
    if (!first.path) checkTarget(first); // a path is a Unix socket; Node's http says `path: null`
  } else if (typeof first === 'number' || /^\d+$/.test(first)) {
    checkHost(typeof args[1] === 'string' ? args[1] : undefined, 'connect to');
  }
  return connect.apply(this, args);
};

/** A test may bring its own look-up for a name; then the addresses that come out of it are what counts. */
function checkTarget(options) {
  const { host, lookup } = options;
  const named = typeof lookup === 'function' && typeof host === 'string' && net.isIP(host) === 0;
  if (!named) return checkHost(host, 'connect to');
  if (lookup === dns.lookup) return checkName(host);
  options.lookup = (name, settings, done) =>
    lookup(name, settings, (error, found, family) => {
      try {
        for (const one of error ? [] : [found].flat()) checkHost(one.address ?? one, `connect to ${name} at`);
        done(error, found, family);
      } catch (forbidden) {
        done(forbidden);
      }
    });
}

// send(message, [offset, length,] port, address, done): the address is the first string after the message.
const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (message, ...rest) {
  const address = rest.find(value => typeof value === 'string' && !/^\d+$/.test(value));
  if (!MULTICAST.has(bare(address ?? ''))) checkHost(address, 'send to');
  return send.call(this, message, ...rest);
};
const attach = dgram.Socket.prototype.connect;
dgram.Socket.prototype.connect = function (port, address, ...rest) {
  checkHost(typeof address === 'string' ? address : undefined, 'connect (UDP) to');
  return attach.call(this, port, address, ...rest);
};

/** Looking up an address sends nothing; looking up any name but localhost asks a server. */
function checkName(name) {
  if (net.isIP(bare(String(name))) === 0 && !isLocalName(String(name))) forbid(`look-up of ${name}`);
}
for (const owner of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]) {
  for (const key of Object.getOwnPropertyNames(owner)) {
    if (!/^(lookup|resolve.*|reverse)$/.test(key) || typeof owner[key] !== 'function') continue;
    const original = owner[key];
    owner[key] = function (name, ...rest) {
      // `lookup(undefined)` sends nothing; a reverse look-up asks a server even for an address.
      if (name) (key === 'reverse' ? checkHost : checkName)(name, 'reverse look-up of');
      return original.call(this, name, ...rest);
    };
  }
}
syncBuiltinESMExports(); // so that `import { lookup } from 'node:dns'` gets the checked ones as well

process.on('exit', () => {
  if (seen.length === 0) return;
  process.stderr.write(`${MARK} ${seen.length} attempt(s) to leave this machine, see above\n`);
  process.exitCode = 1;
});

const flag = `--import=${import.meta.url}`;
const inherited = process.env.NODE_OPTIONS ?? '';
if (!inherited.includes(flag)) process.env.NODE_OPTIONS = `${inherited} ${flag}`.trim();
