import { HOST } from '../../config/host.ts';
import { UnreachableError } from '../../errors.ts';
import { AccessPoint } from '../../provisioning/ap.ts';
import { BLE_HELP, connectBle } from '../../provisioning/ble.ts';
import type { Exchange } from '../../provisioning/exchange.ts';
import { nobleRadio } from '../../provisioning/noble.ts';
import { ProvisioningError } from '../../provisioning/provisioning-error.ts';
import type { Peripheral, Radio } from '../../provisioning/radio.ts';
import { peripheralsNearby } from '../../provisioning/scan.ts';
import { ACCESS_POINT } from '../../provisioning/settings.ts';
import { wordsFor } from '../../provisioning/words.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';
import type { Questions } from './questions.ts';

/** How a plug waits to be set up. */
export type WayName = 'ap' | 'ble';

/** The way to a plug that waits to be set up; whoever has it closes it. */
export interface Way {
  readonly exchange: Exchange;
  /** The plug's address in its own network, where it has one. */
  readonly host?: string;
  readonly close: () => Promise<void>;
}

const SCAN = { min: 0.1, max: 300, default: 10 };

/** @throws {UsageError} both, or none and nobody to ask */
export async function wayName(call: Call, questions: Questions | undefined): Promise<WayName> {
  const [ap, ble] = [call.flag('ap'), call.flag('ble')];
  if (ap && ble) throw new UsageError('--ap and --ble are two ways: give one of them.');
  if (ap) return 'ap';
  if (ble) return 'ble';
  if (questions === undefined) {
    throw new UsageError('Say how the plug waits: --ap for its own Wi-Fi, --ble for Bluetooth.');
  }
  return questions.choose<WayName>('How does the plug wait to be set up?', [
    { value: 'ble', label: 'By Bluetooth', hint: 'most plugs since about 2023, such as the MSS305' },
    { value: 'ap', label: 'With a Wi-Fi of its own', hint: 'Meross_…, which this computer has joined' },
  ]);
}

/**
 * Opens the way to a plug.
 *
 * @throws {UsageError} not an address, or several plugs and nobody who could choose
 * @throws {BluetoothError} no Bluetooth on this computer
 * @throws {ProvisioningError} no plug, or one that cannot be connected to
 */
export function openWay(call: Call, name: WayName, questions: Questions | undefined): Promise<Way> {
  return name === 'ap' ? Promise.resolve(accessPoint(call)) : bluetooth(call, questions);
}

function accessPoint(call: Call): Way {
  const written = call.text('address');
  const address = written === undefined ? ACCESS_POINT : HOST.read(written);
  if (address === undefined) {
    throw new UsageError(
      `--address: ${HOST.needs(written)}.`,
      'Leave it out for 10.10.10.1, where a plug is in its own Wi-Fi.',
    );
  }
  const exchange = new AccessPoint({ clock: call.io.clock, address });
  return { exchange, host: address.host, close: () => exchange.close() };
}

async function bluetooth(call: Call, questions: Questions | undefined): Promise<Way> {
  const { clock, signal, radio: ownRadio } = call.io;
  const seconds = call.number('scan', SCAN) ?? SCAN.default;
  const radio = await (ownRadio ?? nobleRadio)();
  try {
    const peripheral = await chosen(call, radio, seconds * 1000, questions);
    if (!call.json) call.note(call.paintErr('dim', `Connecting to ${nameOf(peripheral)} …`));
    const exchange = await connectBle(peripheral, { clock, signal }).catch((cause: unknown) => {
      const place = { address: `Bluetooth (${nameOf(peripheral)})`, help: BLE_HELP };
      throw new ProvisioningError({ step: 'look', ...wordsFor('look', cause, place), left: 'nothing', cause });
    });
    return {
      exchange,
      close: async () => {
        try {
          await exchange.close();
        } finally {
          await radio.close();
        }
      },
    };
  } catch (error) {
    await radio.close();
    throw error;
  }
}

async function chosen(call: Call, radio: Radio, ms: number, questions: Questions | undefined): Promise<Peripheral> {
  const { clock, signal } = call.io;
  const wanted = call.text('address')?.toLowerCase();
  const isWanted = ({ id, name }: Peripheral): boolean => id.toLowerCase() === wanted || name.toLowerCase() === wanted;
  if (!call.json) call.note(call.paintErr('dim', `Listening for plugs for ${ms / 1000} s …`));
  const heard = await peripheralsNearby(radio, { clock, signal, ms, onFound: isWanted });
  const found = wanted === undefined ? heard : heard.filter(isWanted);
  const [first, ...others] = found;
  if (first === undefined) throw nobody(wanted, heard);
  if (others.length === 0) return first;
  if (questions === undefined) {
    throw new UsageError(
      `${found.length} plugs wait to be set up: ${found.map(nameOf).join(', ')}.`,
      'Say which with --address, or unplug the others.',
    );
  }
  const choices = found.map(value => ({ value, label: nameOf(value), hint: nearness(value) }));
  return questions.choose('Which plug? The nearest comes first', choices);
}

function nobody(wanted: string | undefined, heard: readonly Peripheral[]): ProvisioningError {
  const others = heard.length === 0 ? '' : `, only ${heard.map(nameOf).join(', ')}`;
  return new ProvisioningError({
    step: 'look',
    happened:
      wanted === undefined
        ? 'No plug that waits to be set up was heard over Bluetooth.'
        : `No plug "${plain(wanted)}" was heard over Bluetooth${others}.`,
    likely:
      'Most likely it is not in pairing mode, or too far away; older plugs wait with a Wi-Fi of their own (--ap).',
    advice: BLE_HELP,
    left: 'nothing',
    cause: new UnreachableError('not heard'),
  });
}

const nameOf = ({ id, name }: Peripheral): string => plain(name === '' ? id : `${name} (${id})`);

const nearness = ({ rssi }: Peripheral): string => (rssi === undefined ? '' : `${rssi} dBm`);
