import { describePlug } from '../../setup/plug-in-pairing.ts';
import type { NetworkOffer, ProvisionedPlug } from '../../setup/provision.ts';
import { formatAddress } from '../../transport/transport.ts';
import type { Call } from '../call.ts';
import { readDocument } from '../plug/config-file.ts';
import { plain } from '../show/plain.ts';
import type { Cell } from '../show/table.ts';
import { written } from './broker-option.ts';
import { ConfigLeftError, errorData } from './config-left-error.ts';
import { editsToAdd, entryOf, conflictingEntry, type ConfigPlug } from './config-entry.ts';
import { oneLine } from './json-edit.ts';
import type { NewPlugKey } from './new-plug-key.ts';
import type { UserQuestions } from './user-questions.ts';
import { saveConfig } from './save-config.ts';
import type { StepLog } from './step-log.ts';
import type { ProvisionSettings } from './provision-settings.ts';

const KEY_ORIGINS: Readonly<Record<NewPlugKey['from'], Cell>> = {
  given: 'your key',
  config: 'the key of the config',
  fresh: 'a fresh one, shown below: save it',
};

/** What is going to happen, for users, before it does. Contains no key. */
export function provisionSummary(
  { newKey, broker, timezone, configPath, pairingMethod }: ProvisionSettings,
  { plug }: NetworkOffer,
  ssid: string,
): readonly (readonly [string, Cell])[] {
  return [
    ['Plug', describePlug(plug)],
    ['Connection', pairingMethod === 'ap' ? 'its own Wi-Fi' : 'Bluetooth'],
    ['Network', ssid],
    ['Key', KEY_ORIGINS[newKey.from]],
    ['Broker', written(broker)],
    ['Time zone', timezone ?? 'not changed'],
    ['Config', configPath === undefined ? 'to be added by hand' : `added to ${configPath}`],
  ];
}

/**
 * Adds a plug that is set up to the config, or prints what to add.
 *
 * @param questions asks the user whether an entry is the plug; undefined where no questions are allowed
 * @throws {ConfigLeftError} the config could not be changed; the result, with the line to add, has been printed then
 */
export async function reportProvisioned(
  call: Call,
  settings: ProvisionSettings,
  plug: ProvisionedPlug,
  { steps, questions }: { readonly steps: StepLog; readonly questions: UserQuestions | undefined },
): Promise<void> {
  const { configPath, blockKey, newKey } = settings;
  const name = call.text('name');
  const entry: ConfigPlug = { ...plug, ...(name !== undefined && { name }) };
  const saved =
    configPath === undefined
      ? undefined
      : await addToConfig(call, entry, configPath, questions).catch((error: unknown) => ({
          error: ConfigLeftError.of(error, configPath),
        }));
  const failure = saved && 'error' in saved ? saved.error : undefined;
  const copy = saved && 'copy' in saved ? saved.copy : undefined;
  const { uuid, mac, model, address } = plug;
  const device = entryOf(entry, newKey.from === 'fresh' ? blockKey : newKey.key);
  const data = {
    ...{ uuid, mac, model, host: address.host, port: address.port },
    ...(newKey.from === 'fresh' && { key: newKey.key }),
    device,
    ...(saved && !failure && { config: configPath }),
    ...(copy !== undefined && { backup: copy }),
    steps: steps.finished,
    ...(failure && { error: errorData(failure) }),
  };
  call.print(data, () =>
    [
      `${plain(model)} is set up: ${formatAddress(address)}, uuid ${uuid}`,
      ...(configPath === undefined || failure ? byHand(entry, settings) : inConfig(configPath, copy)),
      CLOCK_ADVICE,
    ].join('\n'),
  );
  if (failure) throw failure;
}

/** A plug gets the time from the vendor's servers, or from a broker that answers it. */
const CLOCK_ADVICE =
  'Without the internet a plug can lose the time in a power cut, and its meter then reads 0. "clock": "auto" in its entry prevents that.';

async function addToConfig(
  call: Call,
  plug: ConfigPlug,
  path: string,
  questions: UserQuestions | undefined,
): Promise<{ readonly copy: string | undefined }> {
  const { document } = await readDocument(path);
  const conflict = conflictingEntry(document, plug);
  const conflictText = `${plain(path)} already has "${plain(conflict?.name ?? '')}" at ${formatAddress(plug.address)}`;
  const byAddress =
    conflict?.mayBeSamePlug === true && (await questions?.confirm(`${conflictText}. Is that this plug?`)) === true;
  const edit = (now: unknown): ReturnType<typeof editsToAdd> => {
    if (conflictingEntry(now, plug) !== undefined && !byAddress) {
      throw new ConfigLeftError(
        `${conflictText}, which may be another plug, so the file was not changed.`,
        'If it is this plug, add "uuid" and "key" to that entry by hand. If not, correct "host" there, and add the line.',
      );
    }
    return editsToAdd(now, plug, path, { byAddress });
  };
  return { copy: await saveConfig(path, edit, call.io.clock) };
}

function byHand(entry: ConfigPlug, settings: ProvisionSettings): readonly string[] {
  const given = 'Add your key as "key" beside "host", or to the block for all plugs.';
  return [
    '',
    'Add this to "devices" of the block with "platform": "MerossLocal" in Homebridge\'s config.json:',
    `  ${line(entry, settings)}`,
    ...(settings.newKey.from === 'given' ? [given] : []),
  ];
}

/** The line for the config; without a key that the user gave. */
const line = (entry: ConfigPlug, { newKey, blockKey }: ProvisionSettings): string =>
  plain(oneLine(entryOf(entry, newKey.from === 'fresh' ? blockKey : newKey.key)));

function inConfig(path: string, copy: string | undefined): readonly string[] {
  return copy === undefined
    ? [`It is already in ${path}.`]
    : [`Added to ${path}; copy of the old file: ${copy}`, 'Restart Homebridge, and the plug appears in the Home app.'];
}
