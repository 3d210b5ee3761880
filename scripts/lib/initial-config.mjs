// The config of a first start: a bridge with a PIN of its own, and two simulated plugs.
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports without another known use; if one is taken, the next free one is used. */
const PLUGS = [
  { model: 'mss305-8.3.15', port: 18305, name: 'Desk lamp' },
  {
    model: 'mss425e-2.1.2',
    port: 18425,
    name: 'Power strip',
    outlets: ['Kettle', 'Radio', 'Fan', 'Chargers'],
  },
];

/** HAP refuses the PINs that are guessed first. */
const FORBIDDEN_PINS = /^(\d)\1{2}-\1\1-\1{3}$|^123-45-678$|^876-54-321$/;

/** @returns `config` for config.json, and `simulated`: the simulated plugs in it, for this start and the next ones */
export async function initialConfig() {
  const key = randomBytes(16).toString('hex');
  const simulated = [];
  for (const { model, port } of PLUGS) {
    const free = await freePort(
      port,
      simulated.map(plug => plug.host),
    );
    // The MAC address comes last in a Meross uuid, and Meross MAC addresses begin with 48:e1:e9.
    const uuid = `${randomBytes(10).toString('hex')}48e1e9${randomBytes(3).toString('hex')}`;
    simulated.push({ model, host: `127.0.0.1:${free}`, uuid, key });
  }
  const devices = PLUGS.map(({ name, outlets }, at) => ({
    host: simulated[at].host,
    name,
    ...(outlets && { outlets: outlets.map((outlet, index) => ({ channel: index + 1, name: outlet })) }),
  }));
  const bridge = {
    name: 'Meross Local',
    username: `0E:${randomBytes(5).toString('hex').toUpperCase().match(/../g).join(':')}`,
    port: await freePort(randomInt(51826, 61000)),
    pin: randomPin(),
    advertiser: 'ciao',
  };
  return {
    config: { bridge, platforms: [{ platform: 'MerossLocal', name: 'Meross Local', key, devices }] },
    simulated,
  };
}

function randomPin() {
  const digits = randomInt(10 ** 8)
    .toString()
    .padStart(8, '0');
  const pin = digits.replace(/^(...)(..)(...)$/, '$1-$2-$3');
  return FORBIDDEN_PINS.test(pin) ? randomPin() : pin;
}

/** The first free port from `wanted` on that is not used by one of `hosts`. */
async function freePort(wanted, hosts = []) {
  const taken = hosts.some(host => host.endsWith(`:${wanted}`)) || !(await canListen(wanted));
  return taken ? freePort(wanted + 1, hosts) : wanted;
}

async function canListen(port) {
  const server = createServer().listen(port);
  try {
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch {
    return false;
  }
}
