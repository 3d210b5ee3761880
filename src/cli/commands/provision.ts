import { GivenUpError } from '../../errors.ts';
import { provision as setUp, type NetworkOffer } from '../../setup/provision.ts';
import type { Call } from '../call.ts';
import { subnetsOf } from '../plug/search-subnets.ts';
import { asUsageError } from '../setup/option-check.ts';
import { plugFinder } from '../setup/plug-finder.ts';
import { FreshKeyError } from '../setup/fresh-key-error.ts';
import { givenWifi, wifiSettings } from '../setup/wifi-option.ts';
import { provisionSummary, reportProvisioned } from '../setup/provision-outcome.ts';
import { userQuestions, type UserQuestions } from '../setup/user-questions.ts';
import { rehearseConfig } from '../setup/save-config.ts';
import { stepLog } from '../setup/step-log.ts';
import { openPairingConnection, pairingMethod, type PairingConnection } from '../setup/pairing-connection.ts';
import { provisionSettings, type ProvisionSettings } from '../setup/provision-settings.ts';
import { facts } from '../show/table.ts';
import type { CommandAction } from '../command-spec.ts';
import { UsageError } from '../usage-error.ts';

/** `provision --ap|--ble`. */
export const provision: CommandAction = async call => {
  const questions = await userQuestions(call);
  const method = await pairingMethod(call, questions);
  const settings = await provisionSettings(call, method);
  const wifi = givenWifi(call);
  if (questions === undefined) checkIsComplete(call);
  const connection = await openPairingConnection(call, method, questions);
  const steps = stepLog(call, { arrival: arrivalMessage(settings) });
  try {
    const plug = await setUp({
      pairingTransport: connection.transport,
      key: settings.newKey.key,
      broker: settings.broker,
      ...(settings.userId !== undefined && { userId: settings.userId }),
      ...(settings.timezone !== undefined && { timezone: settings.timezone }),
      chooseNetwork: async offer => {
        const choice = await wifiSettings(wifi, offer, questions);
        await confirmSetup(call, questions, { settings, offer, ssid: choice.ssid });
        if (settings.configPath !== undefined) await rehearseConfig(settings.configPath);
        return choice;
      },
      find: finder(call, settings, connection),
      arrivalMs: settings.waitSeconds * 1000,
      onStep: steps.onStep,
      clock: call.io.clock,
      signal: call.io.signal,
    }).catch((error: unknown) => {
      throw FreshKeyError.of(asUsageError(error), settings.newKey);
    });
    await reportProvisioned(call, settings, plug, { steps, questions: call.flag('yes') ? undefined : questions });
  } finally {
    await connection.close();
  }
};

/** Without a terminal to ask at, all settings must be given. @throws {UsageError} one is missing */
function checkIsComplete(call: Call): void {
  if (call.text('ssid') === undefined) throw new UsageError('Choose the network for the plug with --ssid NAME.');
  if (!call.flag('yes')) {
    throw new UsageError('There is no terminal to ask for confirmation at.', 'Add --yes to go ahead.');
  }
}

/**
 * Searches the networks after --subnet, else those of the config, else those that this computer is in, except the one
 * of the plug itself.
 */
function finder(
  call: Call,
  { subnets, newKey, port }: ProvisionSettings,
  { host }: PairingConnection,
): ReturnType<typeof plugFinder> {
  const isGiven = call.texts('subnet').length > 0;
  return plugFinder({
    subnets: () => subnetsNow(call, subnets),
    excludedHost: isGiven ? undefined : host,
    key: newKey.key,
    port,
    clock: call.io.clock,
  });
}

/** Empty while this computer is in no network, which may be temporary. */
function subnetsNow(call: Call, configured: readonly string[]): readonly string[] {
  try {
    return subnetsOf(call, configured);
  } catch (error) {
    if (error instanceof UsageError) return [];
    throw error;
  }
}

function arrivalMessage({ pairingMethod: method, waitSeconds }: ProvisionSettings): string {
  const reconnectHint =
    method === 'ap' ? ' If this computer does not return to your own network by itself, reconnect it now.' : '';
  return `Waiting for the plug on the network, for ${waitSeconds} s at most.${reconnectHint}`;
}

interface SetupConfirmation {
  readonly settings: ProvisionSettings;
  readonly offer: NetworkOffer;
  readonly ssid: string;
}

/**
 * Shows what is going to happen, and asks for confirmation. A fresh key is shown here, before the plug gets it, so that
 * the user has it even if this computer fails.
 *
 * @throws {GivenUpError} the user declines
 */
async function confirmSetup(
  call: Call,
  questions: UserQuestions | undefined,
  { settings, offer, ssid }: SetupConfirmation,
): Promise<void> {
  const isAsked = !call.flag('yes') && questions !== undefined;
  if (!call.json || isAsked)
    call.note(`\n${facts(provisionSummary(settings, offer, ssid), call.paintErr, call.io.err.columns())}`);
  if (settings.newKey.from === 'fresh') call.note(`New key of this plug: ${settings.newKey.key}`);
  if (isAsked && !(await questions.confirm('Set up the plug like this?'))) throw new GivenUpError('not wanted');
}
