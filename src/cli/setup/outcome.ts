import { describe } from '../../provisioning/plug.ts';
import type { NetworkOffer, ProvisionedPlug } from '../../provisioning/provision.ts';
import { formatAddress } from '../../transport/transport.ts';
import type { Call } from '../call.ts';
import { plain } from '../show/plain.ts';
import type { Cell } from '../show/table.ts';
import { written } from './broker.ts';
import { enlist, entryOf, type ConfigPlug } from './entry.ts';
import { oneLine } from './json-edit.ts';
import type { NewKey } from './key.ts';
import { saveConfig } from './save-config.ts';
import type { StepTeller } from './steps.ts';
import type { Wish } from './wish.ts';

const KEY_FROM: Readonly<Record<NewKey['from'], Cell>> = {
  given: 'the one that you gave',
  config: 'that of the config',
  fresh: 'a fresh one, shown below: keep it',
};

/** What is going to happen, for people, before anything has. No key is in it. */
export function summary(
  { newKey, broker, timezone, configPath, way }: Wish,
  { plug }: NetworkOffer,
  ssid: string,
): readonly (readonly [string, Cell])[] {
  return [
    ['Plug', describe(plug)],
    ['Way', way === 'ap' ? 'its own Wi-Fi' : 'Bluetooth'],
    ['Network', ssid],
    ['Key', KEY_FROM[newKey.from]],
    ['Broker', written(broker)],
    ['Time zone', timezone ?? 'left alone'],
    ['Config', configPath === undefined ? 'a line to be added by hand' : `added to ${configPath}`],
  ];
}

/**
 * Adds a plug that is set up to the config, or says what to add.
 * @throws {UsageError} the config could not be changed after all; the line for it has been told then
 */
export async function tell(call: Call, wish: Wish, plug: ProvisionedPlug, { told }: StepTeller): Promise<void> {
  const { configPath, houseKey, newKey } = wish;
  const name = call.text('name');
  const entry: ConfigPlug = { ...plug, ...(name !== undefined && { name }) };
  const copy =
    configPath === undefined
      ? undefined
      : await saveConfig(configPath, document => enlist(document, entry, configPath), call.io.clock).catch(
          (error: unknown) => {
            call.note(`The plug is set up. By hand, this goes into "devices" of the config: ${line(entry, wish)}`);
            throw error;
          },
        );
  const { uuid, mac, model, address } = plug;
  const device = entryOf(entry, newKey.from === 'fresh' ? houseKey : newKey.key);
  const data = {
    ...{ uuid, mac, model, host: address.host, port: address.port },
    ...(newKey.from === 'fresh' && { key: newKey.key }),
    device,
    ...(configPath !== undefined && { config: configPath }),
    ...(copy !== undefined && { backup: copy }),
    steps: told,
  };
  call.print(data, () =>
    [
      `${plain(model)} is set up: ${formatAddress(address)}, uuid ${uuid}`,
      ...(configPath === undefined ? byHand(entry, wish) : inConfig(configPath, copy)),
    ].join('\n'),
  );
}

function byHand(entry: ConfigPlug, wish: Wish): readonly string[] {
  const given = 'Its key is the one that you gave; it goes beside "host" as "key", or into the block for all plugs.';
  return [
    '',
    'In Homebridge\'s config.json, in "devices" of the block with "platform": "MerossLocal":',
    `  ${line(entry, wish)}`,
    ...(wish.newKey.from === 'fresh' ? [] : [given]),
  ];
}

/** The line for the config; a key that somebody gave is not shown. */
const line = (entry: ConfigPlug, { newKey, houseKey }: Wish): string =>
  plain(oneLine(entryOf(entry, newKey.from === 'fresh' ? houseKey : newKey.key)));

function inConfig(path: string, copy: string | undefined): readonly string[] {
  return copy === undefined
    ? [`${path} has it already.`]
    : [`Added to ${path}; as it was before: ${copy}`, 'Restart Homebridge, and it is in the Home app.'];
}
