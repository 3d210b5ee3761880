import type { DetailedReason, PlainReason } from '../error-reason.ts';
import { MerossError, OtherPlugError, RefusedError } from '../errors.ts';
import type { CauseText } from './cause-text.ts';

type DetailOf<K extends DetailedReason['is']> = DetailedReason & { readonly is: K };

/** What the messages of errors say, in another language than English. */
export interface CauseTexts {
  readonly plain: Readonly<Record<PlainReason, string>>;
  readonly detailed: { readonly [K in DetailedReason['is']]: (reason: DetailOf<K>) => string };
  readonly wrongKey: string;
  readonly notSigned: string;
  readonly otherPlug: ({ uuid }: { readonly uuid: string }) => string;
  readonly refused: ({ code }: { readonly code: number }) => string;
}

/** Says what happened in the language of these texts. A message of the system is repeated as it is. */
export function translatedCause(texts: CauseTexts): CauseText {
  return error => {
    if (error instanceof OtherPlugError) return texts.otherPlug({ uuid: error.found });
    if (error instanceof RefusedError) return texts.refused({ code: error.code });
    if (error instanceof MerossError) {
      const { kind, reason, message } = error;
      if (kind === 'wrong-key') return texts.wrongKey;
      if (kind === 'not-signed') return texts.notSigned;
      if (reason === undefined) return message;
      return typeof reason === 'string' ? texts.plain[reason] : detailText(texts.detailed, reason.is, reason);
    }
    return error instanceof Error ? error.message : String(error);
  };
}

function detailText<K extends DetailedReason['is']>(
  texts: CauseTexts['detailed'],
  kind: K,
  reason: DetailOf<K>,
): string {
  return texts[kind](reason);
}
