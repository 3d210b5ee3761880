import { merossAppPage } from '../links.ts';
import { WrongKeyError, MalformedError, NoAnswerError } from '../errors.ts';
import type { Message } from '../protocol/envelope.ts';
import * as systemAbility from '../protocol/namespaces/system-ability.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import { EXIT } from '../settings.ts';
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

const RIGHT_KEY =
  'Use the key that was given to this plug: --key, MEROSS_KEY, or "key" in the config. A plug that was paired again, or ' +
  'moved to another account, has a new key. If the key is unknown, reset the plug with its button, and set it up again with ' +
  `\`meross-local provision\`. Your plug is in the Meross app? ${merossAppPage()}`;

/** Whether the key fits: shown by the abilities, and by System.All, because some plugs list their abilities for any key. */
export async function checkKey(
  { address, key }: ExaminedPlug,
  { uuid, takesAnyKey }: MerossResponder,
  lenient: boolean,
  tools: DoctorTools,
): Promise<LayerResult<AuthenticatedPlug>> {
  if (key === undefined) return { finding: noKey() };
  const quirks = { lenient, encrypted: false };
  const abilityReply = await new DiagnosticSession({ address, key, uuid, quirks }, tools).query(systemAbility.get());
  if (!isReply(abilityReply))
    return {
      finding: abilityReply instanceof WrongKeyError ? wrongKey() : noUsableReply(abilityReply, 'its abilities'),
    };
  const abilities = readAbilities(abilityReply.value);
  if (abilities === undefined) return { finding: noUsableReply(new MalformedError('no abilities'), 'its abilities') };

  const encryptable = systemAbility.mayEncrypt(abilities);
  const session = new DiagnosticSession({ address, key, uuid, encryptable, quirks }, tools);
  const all = await session.query(systemAll.get());
  const allAt = tools.clock.epochSeconds();
  if (!isReply(all)) {
    if (all instanceof WrongKeyError) return { finding: wrongKey() };
    // A plug with another key cannot decrypt the query, and cannot report that either.
    const isUnread =
      session.hasEncrypted && (all instanceof MalformedError || (all instanceof NoAnswerError && all.hungUp));
    return { finding: isUnread ? wrongCipher() : noUsableReply(all, 'its state') };
  }
  const facts = { takesAnyKey, signedOtherwise: session.isSignedWithOtherKey, ms: round(all.ms) };
  const value = { session, abilities, all, allAt };
  if (takesAnyKey && !session.quirks.encrypted) {
    const says = 'It accepts any key, so every device in this network can switch it.';
    const todo =
      'It was probably never set up, or was reset. Give it a key: `meross-local provision` or `meross-local rekey`.';
    return { finding: warn('key', { says, todo, facts }), value };
  }
  const how = session.isSignedWithOtherKey
    ? ' Its replies are signed with another key, as some firmware does; that is harmless.'
    : '';
  return { finding: ok('key', { says: `The key fits.${how}`, facts }), value };
}

function readAbilities({ payload }: Message): systemAbility.Abilities | undefined {
  try {
    return systemAbility.parse(payload);
  } catch {
    return undefined;
  }
}

function noKey(): FailedFinding {
  return fail('key', {
    exit: EXIT.usage,
    says: 'No key was given, so nothing more can be checked.',
    todo: `Give its key with MEROSS_KEY or --key, or name a plug of your config. Where the key comes from: ${merossAppPage()}`,
    facts: { given: false },
  });
}

function wrongKey(): FailedFinding {
  return fail('key', {
    exit: EXIT.wrongKey,
    says: 'The plug does not accept this key (its error 5001).',
    todo: RIGHT_KEY,
    facts: { code: 5001 },
  });
}

function wrongCipher(): FailedFinding {
  return fail('key', {
    exit: EXIT.wrongKey,
    says:
      'The plug accepts only encrypted queries, and cannot decrypt those made with this key. The key is almost ' +
      'certainly wrong.',
    todo: RIGHT_KEY,
    facts: { encryption: true },
  });
}

function noUsableReply(error: Parameters<typeof queryFailureOf>[0], about: string): FailedFinding {
  const { says, why, exit } = queryFailureOf(error);
  return fail('key', {
    exit,
    says: `The query for ${about} failed: ${says}.`,
    todo: 'Unplug the plug, wait ten seconds and plug it in again. If that does not help, please report it, with the file that --report writes.',
    facts: { why },
  });
}
