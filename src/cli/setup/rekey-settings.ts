import { checkNewKey, checkUserId, newKey } from '../../setup/key-rules.ts';
import type { RekeySettings } from '../../setup/rekey-plan.ts';
import type { Call } from '../call.ts';
import { UsageError } from '../usage-error.ts';
import { brokerOption, parseBroker } from './broker-option.ts';
import { checkOption, complaint } from './option-check.ts';
import type { UserQuestions } from './user-questions.ts';
import type { EarlierRecord } from './rekey-record-file.ts';

/** The settings that a plug in use is to get. Contains a key: secret. */
export interface ChosenRekeySettings {
  readonly settings: RekeySettings;
  /** Whether the key was made here, so that it has to be shown. */
  readonly isFresh: boolean;
}

type FindOpen = () => Promise<EarlierRecord | undefined>;

/**
 * The new settings: from the options, or from the user's answers.
 *
 * @param findOpen finds an earlier run that did not finish, whose new key then serves as the fresh one; called only
 *   after all other options have been checked
 * @throws {UsageError} no setting, or an invalid one
 */
export async function chooseRekeySettings(
  call: Call,
  findOpen: FindOpen,
  questions: UserQuestions | undefined,
): Promise<ChosenRekeySettings> {
  const { MEROSS_NEW_KEY: given = '' } = call.io.env;
  const broker = brokerOption(call);
  const userId = call.text('userId');
  if (userId !== undefined) checkOption(() => checkUserId(userId));
  const isFresh = call.flag('freshKey');
  if (isFresh && given !== '') {
    throw new UsageError('MEROSS_NEW_KEY and --fresh-key exclude each other.', 'Use one of them.');
  }
  if (given !== '')
    checkOption(() => checkNewKey(given), 'MEROSS_NEW_KEY must be the new key; "meross-local key" makes one.');
  const settings: RekeySettings = {
    ...(isFresh && { key: await freshKey(call, findOpen) }),
    ...(given !== '' && { key: given }),
    ...(broker !== undefined && { broker }),
    ...(userId !== undefined && { userId }),
  };
  if (Object.keys(settings).length > 0) return { settings, isFresh };
  if (questions === undefined) {
    throw new UsageError('There is nothing to change.', 'Use --fresh-key, MEROSS_NEW_KEY, --broker or --user-id.');
  }
  return askForSettings(call, findOpen, questions);
}

/**
 * If an earlier run did not finish, the plug may already have its key: another fresh key would add to the confusion.
 */
async function freshKey(call: Call, findOpen: FindOpen): Promise<string> {
  const open = await findOpen();
  if (open === undefined) return newKey();
  if (!call.json) call.note('An earlier run did not finish. This run continues with its new key.');
  return open.wanted;
}

async function askForSettings(call: Call, findOpen: FindOpen, questions: UserQuestions): Promise<ChosenRekeySettings> {
  const what = await questions.choose<'fresh' | 'own' | 'broker'>('What do you want to change?', [
    { value: 'fresh', label: 'Its key: a fresh one' },
    { value: 'own', label: 'Its key: one that I type' },
    { value: 'broker', label: 'Its broker' },
  ]);
  if (what === 'fresh') return { settings: { key: await freshKey(call, findOpen) }, isFresh: true };
  if (what === 'own') {
    const key = await questions.secret('New key', text => complaint(() => checkNewKey(text)));
    return { settings: { key }, isFresh: false };
  }
  const broker = await questions.text('Address of the broker, such as 192.168.1.10:8883, or "none"', text => {
    try {
      parseBroker(text);
      return undefined;
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
  });
  return { settings: { broker: parseBroker(broker) }, isFresh: false };
}
