import { checkKey, checkUserId, newKey } from '../../setup/key-rules.ts';
import type { RekeySettings } from '../../setup/rekey-plan.ts';
import type { Call } from '../call.ts';
import { UsageError } from '../usage-error.ts';
import { brokerOption, parseBroker } from './broker-option.ts';
import { checkOption, complaint } from './option-check.ts';
import type { UserQuestions } from './user-questions.ts';
import type { EarlierRecord } from './rekey-record-file.ts';

/** What is wanted of a plug in use. Holds a key: secret. */
export interface ChosenRekeySettings {
  readonly settings: RekeySettings;
  /** Its key was made here, so it has to be shown. */
  readonly isFresh: boolean;
}

type FindOpen = () => Promise<EarlierRecord | undefined>;

/**
 * What is wanted: as it was given, or as somebody says who is asked.
 *
 * @param findOpen finds an earlier run that did not finish, whose key is the fresh one that is wanted; asked for only
 *   once it is known that all else can be
 * @throws {UsageError} nothing, or something that cannot be
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
    throw new UsageError('MEROSS_NEW_KEY and --fresh-key are two keys.', 'Give one of them.');
  }
  if (given !== '') checkOption(() => checkKey(given), 'MEROSS_NEW_KEY has the new key; "meross-local key" makes one.');
  const settings: RekeySettings = {
    ...(isFresh && { key: await freshKey(call, findOpen) }),
    ...(given !== '' && { key: given }),
    ...(broker !== undefined && { broker }),
    ...(userId !== undefined && { userId }),
  };
  if (Object.keys(settings).length > 0) return { settings, isFresh };
  if (questions === undefined) {
    throw new UsageError('Say what shall change.', 'Give --fresh-key, MEROSS_NEW_KEY, --broker or --user-id.');
  }
  return askForSettings(call, findOpen, questions);
}

/** Where a run did not finish, its key may be the plug's already: another one would only add to the confusion. */
async function freshKey(call: Call, findOpen: FindOpen): Promise<string> {
  const open = await findOpen();
  if (open === undefined) return newKey();
  if (!call.json) call.note('An earlier run did not finish. This one goes on with the new key of that one.');
  return open.wanted;
}

async function askForSettings(call: Call, findOpen: FindOpen, questions: UserQuestions): Promise<ChosenRekeySettings> {
  const what = await questions.choose<'fresh' | 'own' | 'broker'>('What shall change?', [
    { value: 'fresh', label: 'Its key: a fresh one' },
    { value: 'own', label: 'Its key: one that I type' },
    { value: 'broker', label: 'Its broker' },
  ]);
  if (what === 'fresh') return { settings: { key: await freshKey(call, findOpen) }, isFresh: true };
  if (what === 'own') {
    const key = await questions.secret('New key', text => complaint(() => checkKey(text)));
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
