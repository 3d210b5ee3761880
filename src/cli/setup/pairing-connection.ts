import type { Clock } from '../../clock.ts';
import { HOST } from '../../config/host.ts';
import { UnreachableError } from '../../errors.ts';
import { AccessPointTransport } from '../../setup/access-point-transport.ts';
import { BLE_HELP, connectBle } from '../../setup/ble-transport.ts';
import type { PairingTransport } from '../../setup/pairing-transport.ts';
import { nobleRadio } from '../../setup/noble-radio.ts';
import { ProvisioningError } from '../../setup/provisioning-error.ts';
import type { Peripheral, Radio } from '../../setup/radio.ts';
import { peripheralsNearby } from '../../setup/bluetooth-scan.ts';
import { ACCESS_POINT_ADDRESS } from '../../setup/setup-times.ts';
import { explainFailedStep } from '../../setup/explanations.ts';
import { ENGLISH } from '../../texts/log-texts.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';
import type { UserQuestions } from './user-questions.ts';

/** How a plug in pairing mode is reached: its own Wi-Fi, or Bluetooth. */
export type PairingMethod = 'ap' | 'ble';

/** A connection to a plug in pairing mode; the caller closes it. */
export interface PairingConnection {
  readonly transport: PairingTransport;
  /** The plug's address in its own network, if it is reached there. */
  readonly host?: string;
  readonly close: () => Promise<void>;
}

const SCAN = { min: 0.1, max: 300, default: 10 };

/** @throws {UsageError} both options, or neither and no terminal to ask at */
export async function pairingMethod(call: Call, questions: UserQuestions | undefined): Promise<PairingMethod> {
  const [ap, ble] = [call.flag('ap'), call.flag('ble')];
  if (ap && ble) throw new UsageError('Use either --ap or --ble, not both.');
  if (ap) return 'ap';
  if (ble) return 'ble';
  if (questions === undefined) {
    throw new UsageError('Choose how to reach the plug: --ap for its own Wi-Fi, --ble for Bluetooth.');
  }
  return questions.choose<PairingMethod>('How does this computer reach the plug?', [
    { value: 'ble', label: 'Over Bluetooth', hint: 'most plugs since about 2023, such as the MSS305' },
    { value: 'ap', label: 'Over its own Wi-Fi', hint: 'Meross_…, which this computer has joined' },
  ]);
}

/**
 * Opens the connection to a plug in pairing mode.
 *
 * @throws {UsageError} not an address, or several plugs and no terminal to choose at
 * @throws {BluetoothError} no Bluetooth on this computer
 * @throws {ProvisioningError} no plug, or the connection fails
 */
export function openPairingConnection(
  call: Call,
  name: PairingMethod,
  questions: UserQuestions | undefined,
): Promise<PairingConnection> {
  return name === 'ap' ? Promise.resolve(accessPoint(call)) : bluetooth(call, questions);
}

function accessPoint(call: Call): PairingConnection {
  const written = call.text('address');
  const address = written === undefined ? ACCESS_POINT_ADDRESS : HOST.read(written);
  if (address === undefined) {
    throw new UsageError(
      `--address: ${HOST.needs(written)(ENGLISH.config)}.`,
      'Leave it out for 10.10.10.1, the address of a plug in its own Wi-Fi.',
    );
  }
  const transport = new AccessPointTransport({ clock: call.io.clock, address });
  return { transport, host: address.host, close: () => transport.close() };
}

async function bluetooth(call: Call, questions: UserQuestions | undefined): Promise<PairingConnection> {
  const { clock, signal, radio: ownRadio } = call.io;
  const seconds = call.number('scan', SCAN) ?? SCAN.default;
  const radio = await (ownRadio ?? nobleRadio)();
  try {
    const peripheral = await choosePeripheral(call, radio, seconds * 1000, questions);
    if (!call.json) call.note(call.paintErr('dim', `Connecting to ${nameOf(peripheral)} …`));
    return await bleConnection(radio, peripheral, { clock, signal });
  } catch (error) {
    await radio.close();
    throw error;
  }
}

/**
 * Connects to a peripheral. Closing the connection also closes the radio; a failure leaves it open.
 * @throws {ProvisioningError} the connection fails
 */
export async function bleConnection(
  radio: Radio,
  peripheral: Peripheral,
  context: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<PairingConnection> {
  const transport = await connectBle(peripheral, context).catch((cause: unknown) => {
    const connectionHelp = { address: `Bluetooth (${nameOf(peripheral)})`, help: BLE_HELP };
    throw new ProvisioningError({
      step: 'look',
      ...explainFailedStep('look', cause, connectionHelp),
      left: 'nothing',
      cause,
    });
  });
  return {
    transport,
    close: async () => {
      try {
        await transport.close();
      } finally {
        await radio.close();
      }
    },
  };
}

async function choosePeripheral(
  call: Call,
  radio: Radio,
  ms: number,
  questions: UserQuestions | undefined,
): Promise<Peripheral> {
  const { clock, signal } = call.io;
  const wanted = call.text('address')?.toLowerCase();
  const isWanted = ({ id, name }: Peripheral): boolean => id.toLowerCase() === wanted || name.toLowerCase() === wanted;
  if (!call.json) call.note(call.paintErr('dim', `Listening for plugs for ${ms / 1000} s …`));
  const peripherals = await peripheralsNearby(radio, { clock, signal, durationMs: ms, onFound: isWanted });
  const found = wanted === undefined ? peripherals : peripherals.filter(isWanted);
  const [first, ...others] = found;
  if (first === undefined) throw noPlugFound(wanted, peripherals);
  if (others.length === 0) return first;
  if (questions === undefined) {
    throw new UsageError(
      `${found.length} plugs are in pairing mode: ${found.map(nameOf).join(', ')}.`,
      'Choose one with --address, or unplug the others.',
    );
  }
  const choices = found.map(value => ({ value, label: nameOf(value), hint: nearness(value) }));
  return questions.choose('Which plug? The nearest comes first', choices);
}

/** No peripheral, or not the one that was asked for, advertises itself. */
export function noPlugFound(wanted: string | undefined, peripherals: readonly Peripheral[]): ProvisioningError {
  const others = peripherals.length === 0 ? '' : `, only ${peripherals.map(nameOf).join(', ')}`;
  return new ProvisioningError({
    step: 'look',
    happened:
      wanted === undefined
        ? 'No plug in pairing mode was found over Bluetooth.'
        : `No plug "${plain(wanted)}" was found over Bluetooth${others}.`,
    likely:
      'Most likely it is not in pairing mode, or is too far away. Older plugs have their own Wi-Fi instead (--ap).',
    advice: BLE_HELP,
    left: 'nothing',
    cause: new UnreachableError('not found over Bluetooth'),
  });
}

const nameOf = ({ id, name }: Peripheral): string => plain(name === '' ? id : `${name} (${id})`);

const nearness = ({ rssi }: Peripheral): string => (rssi === undefined ? '' : `${rssi} dBm`);
