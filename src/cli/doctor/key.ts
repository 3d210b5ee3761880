import { WrongKeyError, MalformedError, NoAnswerError } from '../../errors.ts';
import type { Message } from '../../protocol/envelope.ts';
import * as systemAbility from '../../protocol/namespaces/system-ability.ts';
import * as systemAll from '../../protocol/namespaces/system-all.ts';
import { EXIT } from '../exit-status.ts';
import { fail, ok, warn, type Failure, type Look } from './finding.ts';
import type { Speaker } from './first-answer.ts';
import { isAnswer, PlugTalk, troubleOf } from './plug-talk.ts';
import type { Subject } from './subject.ts';
import { round, type Timed, type Tools } from './tools.ts';

/** A plug that talks to us. */
export interface Talking {
  readonly talk: PlugTalk;
  readonly abilities: systemAbility.Abilities;
  /** Its account of itself, and when it came: seconds since 1970 by this machine's clock. */
  readonly all: Timed<Message>;
  readonly allAt: number;
}

const RIGHT_KEY =
  'Use the key that was given to this plug: --key, MEROSS_KEY, or "key" in the config. A plug that was paired anew, or ' +
  'that moved to another account, has a new one. Where nobody knows it, reset the plug by its button, and set it up again: ' +
  '`meross-local provision`.';

/** Does our key fit? Shown by the abilities; and, as some plugs tell these to anybody, by what comes after. */
export async function lookAtKey(
  { address, key }: Subject,
  { uuid, takesAnyKey }: Speaker,
  lenient: boolean,
  tools: Tools,
): Promise<Look<Talking>> {
  if (key === undefined) return { finding: noKey() };
  const manner = { lenient, encrypted: false };
  const clear = await new PlugTalk({ address, key, uuid, manner }, tools).ask(systemAbility.get());
  if (!isAnswer(clear))
    return { finding: clear instanceof WrongKeyError ? wrongKey() : stuck(clear, 'what it can do') };
  const abilities = readAbilities(clear.value);
  if (abilities === undefined) return { finding: stuck(new MalformedError('no abilities'), 'what it can do') };

  const encryptable = systemAbility.mayEncrypt(abilities);
  const talk = new PlugTalk({ address, key, uuid, encryptable, manner }, tools);
  const all = await talk.ask(systemAll.get());
  const allAt = tools.clock.epochSeconds();
  if (!isAnswer(all)) {
    if (all instanceof WrongKeyError) return { finding: wrongKey() };
    // With another key the plug cannot decipher a word, and has no way to say so.
    const isUnread =
      talk.hasEncrypted && (all instanceof MalformedError || (all instanceof NoAnswerError && all.hungUp));
    return { finding: isUnread ? wrongCipher() : stuck(all, 'its state') };
  }
  const facts = { takesAnyKey, signedOtherwise: talk.isSignedOtherwise, ms: round(all.ms) };
  const value = { talk, abilities, all, allAt };
  if (takesAnyKey && !talk.manner.encrypted) {
    const says = 'It takes any key: everybody in this network can switch it.';
    const todo =
      'It was probably never set up, or has forgotten it. Give it a key: `meross-local provision` or `meross-local rekey`.';
    return { finding: warn('key', { says, todo, facts }), value };
  }
  const how = talk.isSignedOtherwise ? ' Its answers are signed with another one, as some firmware does; no harm.' : '';
  return { finding: ok('key', { says: `The key fits.${how}`, facts }), value };
}

function readAbilities({ payload }: Message): systemAbility.Abilities | undefined {
  try {
    return systemAbility.parse(payload);
  } catch {
    return undefined;
  }
}

function noKey(): Failure {
  return fail('key', {
    exit: EXIT.usage,
    says: 'No key was given, so no more can be asked of it.',
    todo: 'Say its key with --key or in MEROSS_KEY, or name a plug of your config with --config.',
    facts: { given: false },
  });
}

function wrongKey(): Failure {
  return fail('key', {
    exit: EXIT.wrongKey,
    says: 'The plug does not accept this key (its error 5001).',
    todo: RIGHT_KEY,
    facts: { code: 5001 },
  });
}

function wrongCipher(): Failure {
  return fail('key', {
    exit: EXIT.wrongKey,
    says:
      'The plug wants everything but the list of its abilities encrypted, and does not understand what this key ' +
      'encrypts: nearly always that is the wrong key.',
    todo: RIGHT_KEY,
    facts: { encryption: true },
  });
}

function stuck(error: Parameters<typeof troubleOf>[0], about: string): Failure {
  const { says, why, exit } = troubleOf(error);
  return fail('key', {
    exit,
    says: `Asked for ${about}, ${says}.`,
    todo: 'Pull the plug out, wait ten seconds and put it back in; then try again. If it stays so, report it with --report.',
    facts: { why },
  });
}
