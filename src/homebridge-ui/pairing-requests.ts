import { networkInterfaces } from 'node:os';
import { within } from '../clock.ts';
import { ownSubnets } from '../cli/plug/search-subnets.ts';
import { installLine } from '../cli/setup/install-help.ts';
import { bleConnection, noPlugFound, type PairingConnection } from '../cli/setup/pairing-connection.ts';
import { plugFinder } from '../cli/setup/plug-finder.ts';
import { localZone } from '../cli/setup/timezone-option.ts';
import { plain } from '../cli/show/plain.ts';
import { UsageError } from '../cli/usage-error.ts';
import { clipped, type JsonObject } from '../protocol/decode.ts';
import { AccessPointTransport } from '../setup/access-point-transport.ts';
import { peripheralsNearby } from '../setup/bluetooth-scan.ts';
import { nobleRadio } from '../setup/noble-radio.ts';
import { identifyPlug } from '../setup/plug-in-pairing.ts';
import { provision } from '../setup/provision.ts';
import { BluetoothError } from '../setup/radio.ts';
import { ACCESS_POINT_ADDRESS } from '../setup/setup-times.ts';
import { formatAddress, type Address } from '../transport/transport.ts';
import type { PairingScan, Requests } from './api.ts';
import { addressAt, InvalidBodyError, secretAt, subnetsAt, textAt } from './bodies.ts';
import { orFailure } from './failures.ts';
import { pageSteps } from './page-steps.ts';
import type { ServerContext } from './server-context.ts';

/** A plug in its own Wi-Fi replies at once. */
const ACCESS_POINT_MS = 2000;
const BLUETOOTH_MS = 6000;
/** As `provision` waits: a user may have to rejoin the home network by hand after the plug's own Wi-Fi. */
const ARRIVAL_MS = { ap: 180_000, ble: 90_000 } as const;
const NOBLE = '@stoprocent/noble';

/** `/pairing/scan` */
export async function pairingScanRequest(_body: JsonObject, context: ServerContext): Promise<PairingScan> {
  const [accessPoint, bluetooth] = await Promise.all([findAccessPoint(context), scanBluetooth(context)]);
  return { ...(accessPoint && { accessPoint }), bluetooth, command: 'meross-local provision' };
}

/** Asked only if this computer is in the network of a plug, so that no other device with this address is disturbed. */
async function findAccessPoint(context: ServerContext): Promise<PairingScan['accessPoint']> {
  const { clock, signal, accessPoint: address } = context;
  if (address === undefined && !isInPlugNetwork()) return undefined;
  const transport = new AccessPointTransport({ clock, ...(address !== undefined && { address }) });
  try {
    const plug = await within({ clock, signal }, ACCESS_POINT_MS, stop =>
      identifyPlug(
        {
          send: request => transport.request(request, stop),
          useKey: key => {
            transport.useKey(key);
          },
        },
        '',
      ),
    );
    const { hardware, uuid } = plug;
    return { host: formatAddress(address ?? ACCESS_POINT_ADDRESS), model: clipped(hardware.type).toUpperCase(), uuid };
  } catch {
    // Whatever replies there, it is not a plug in pairing mode.
    return undefined;
  } finally {
    await transport.close();
  }
}

const isInPlugNetwork = (): boolean =>
  Object.values(networkInterfaces()).some(addresses =>
    addresses?.some(({ family, address }) => family === 'IPv4' && address.startsWith('10.10.10.')),
  );

async function scanBluetooth(context: ServerContext): Promise<PairingScan['bluetooth']> {
  const { clock, signal, bluetoothMs: durationMs = BLUETOOTH_MS } = context;
  try {
    const radio = await (context.radio ?? nobleRadio)();
    try {
      const found = await peripheralsNearby(radio, { clock, signal, durationMs });
      return { isAvailable: true, plugs: found.map(({ id, name }) => ({ id: plain(id), name: plain(name) })) };
    } finally {
      await radio.close();
    }
  } catch (error) {
    if (!(error instanceof BluetoothError)) throw error;
    return { isAvailable: false, why: error.isMissing ? `${error.message} (${installLine(NOBLE)})` : error.message };
  }
}

/** What the page enters for a new plug. Contains the key and the password: secret. */
interface PairingBody {
  readonly by: 'ap' | 'ble';
  /** The address of the access point; undefined over Bluetooth. */
  readonly address: Address | undefined;
  readonly target: string;
  readonly ssid: string;
  readonly password: string;
  readonly key: string;
  readonly subnets: readonly string[] | undefined;
}

/** Sets plugs up, one at a time. */
export class PairingRequests {
  #isBusy = false;

  /** `/pairing/run` */
  run(body: JsonObject, context: ServerContext): Promise<Requests['/pairing/run']['reply']> {
    const read = pairingBody(body);
    return orFailure('', context.texts, async () => {
      if (this.#isBusy) throw new UsageError(context.texts.server.isBusy, '');
      this.#isBusy = true;
      try {
        return await setUpPlug(read, context);
      } finally {
        this.#isBusy = false;
      }
    });
  }
}

function pairingBody(body: JsonObject): PairingBody {
  const by = textAt(body, 'by', 8);
  if (by !== 'ap' && by !== 'ble') throw new InvalidBodyError('"by" must be "ap" or "ble".');
  return {
    by,
    address: by === 'ap' ? addressAt(body, 'target') : undefined,
    target: textAt(body, 'target', 253),
    ssid: textAt(body, 'ssid', 64),
    password: secretAt(body, 'password'),
    key: secretAt(body, 'key'),
    subnets: subnetsAt(body, 'subnets'),
  };
}

async function setUpPlug(read: PairingBody, context: ServerContext): Promise<Requests['/pairing/run']['reply']> {
  const { by, ssid, password, key, subnets } = read;
  const { clock, signal, arrivalMs = ARRIVAL_MS[by], plugPort: port = 80 } = context;
  const connection = await openConnection(read, context);
  try {
    const plug = await provision({
      pairingTransport: connection.transport,
      key,
      timezone: localZone(),
      chooseNetwork: () => Promise.resolve({ ssid, password }),
      find: plugFinder({
        subnets: () => subnets ?? context.subnets ?? ownSubnets(),
        excludedHost: subnets === undefined ? connection.host : undefined,
        ...{ key, port, clock },
      }),
      ...{ arrivalMs, onStep: pageSteps(context), clock, signal },
    });
    const { uuid, model, address } = plug;
    return { plug: { host: formatAddress(address), uuid, key: 'fits', model: model.toUpperCase() } };
  } finally {
    await connection.close();
  }
}

async function openConnection({ address, target }: PairingBody, context: ServerContext): Promise<PairingConnection> {
  const { clock, signal, bluetoothMs: durationMs = BLUETOOTH_MS } = context;
  if (address !== undefined) {
    const transport = new AccessPointTransport({ clock, address });
    return { transport, host: address.host, close: () => transport.close() };
  }
  const radio = await (context.radio ?? nobleRadio)();
  try {
    const isWanted = ({ id }: { readonly id: string }): boolean => id === target;
    const found = await peripheralsNearby(radio, { clock, signal, durationMs, onFound: isWanted });
    const peripheral = found.find(isWanted);
    if (peripheral === undefined) throw noPlugFound(target, found);
    return await bleConnection(radio, peripheral, { clock, signal });
  } catch (error) {
    await radio.close();
    throw error;
  }
}
