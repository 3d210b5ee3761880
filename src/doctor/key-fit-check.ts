import { merossAppPage } from '../links.ts';
import { WrongKeyError, MalformedError, NoAnswerError, type MerossError } from '../errors.ts';
import type { Message } from '../protocol/envelope.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { EXIT } from '../settings.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { fail, ok, warn, type FailedFinding, type LayerResult } from './finding.ts';
import type { MerossResponder } from './first-reply-check.ts';
import { isReply, DiagnosticSession, queryFailureOf } from './diagnostic-session.ts';
import type { ExaminedPlug } from './examined-plug.ts';
import { round, type Timed, type DoctorTools } from './doctor-tools.ts';

/** A plug that accepts the key. */
export interface AuthenticatedPlug {
  readonly session: DiagnosticSession;
  readonly abilities: systemAbility.Abilities;
  /** Its reply to System.All, and when it arrived: seconds since 1970 by the clock of this computer. */
  readonly all: Timed<Message>;
  readonly allAt: number;
}

/** Whether the key fits: shown by the abilities, and by System.All, because some plugs list their abilities for any key. */
export async function checkKeyFit(
  { address, key }: ExaminedPlug,
  { uuid, takesAnyKey }: MerossResponder,
  lenient: boolean,
  tools: DoctorTools,
): Promise<LayerResult<AuthenticatedPlug>> {
  const { texts } = tools;
  if (key === undefined) return { finding: noKey(texts.key) };
  const quirks = { lenient, encrypted: false };
  const abilityReply = await new DiagnosticSession({ address, key, uuid, quirks }, tools).query(systemAbility.get());
  if (!isReply(abilityReply))
    return {
      finding:
        abilityReply instanceof WrongKeyError ? wrongKey(texts.key) : noUsableReply(abilityReply, 'abilities', texts),
    };
  const abilities = readAbilities(abilityReply.value);
  if (abilities === undefined)
    return { finding: noUsableReply(new MalformedError('no abilities'), 'abilities', texts) };

  const encryptable = systemAbility.mayEncrypt(abilities);
  const session = new DiagnosticSession({ address, key, uuid, encryptable, quirks }, tools);
  const all = await session.query(systemAll.get());
  const allAt = tools.clock.epochSeconds();
  if (!isReply(all)) {
    if (all instanceof WrongKeyError) return { finding: wrongKey(texts.key) };
    // A plug with another key cannot decrypt the query, and cannot report that either.
    const isUnread =
      session.hasEncrypted && (all instanceof MalformedError || (all instanceof NoAnswerError && all.hungUp));
    return { finding: isUnread ? wrongCipher(texts.key) : noUsableReply(all, 'state', texts) };
  }
  const facts = { takesAnyKey, signedOtherwise: session.isSignedWithOtherKey, ms: round(all.ms) };
  const value = { session, abilities, all, allAt };
  if (takesAnyKey && !session.quirks.encrypted) {
    const { takesAnyKey: says, takesAnyKeyTodo: todo } = texts.key;
    return { finding: warn('key', { says, todo, facts }), value };
  }
  const how = session.isSignedWithOtherKey ? ` ${texts.key.signedOtherwise}` : '';
  return { finding: ok('key', { says: `${texts.key.fits}${how}`, facts }), value };
}

function readAbilities({ payload }: Message): systemAbility.Abilities | undefined {
  try {
    return systemAbility.parse(payload);
  } catch {
    return undefined;
  }
}

function noKey(texts: DoctorTexts['key']): FailedFinding {
  return fail('key', {
    exit: EXIT.usage,
    says: texts.missing,
    todo: texts.missingTodo({ page: merossAppPage() }),
    facts: { given: false },
  });
}

function wrongKey(texts: DoctorTexts['key']): FailedFinding {
  return fail('key', {
    exit: EXIT.wrongKey,
    says: texts.wrong,
    todo: texts.wrongTodo({ page: merossAppPage() }),
    facts: { code: 5001 },
  });
}

function wrongCipher(texts: DoctorTexts['key']): FailedFinding {
  return fail('key', {
    exit: EXIT.wrongKey,
    says: texts.wrongEncrypted,
    todo: texts.wrongTodo({ page: merossAppPage() }),
    facts: { encryption: true },
  });
}

function noUsableReply(error: MerossError, about: 'abilities' | 'state', texts: DoctorTexts): FailedFinding {
  const { says, why, exit } = queryFailureOf(error, texts);
  const { noAbilities, noState, noReplyTodo } = texts.key;
  const sentence = about === 'abilities' ? noAbilities : noState;
  return fail('key', { exit, says: sentence({ failure: says }), todo: noReplyTodo, facts: { why } });
}
