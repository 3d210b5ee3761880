import { useRef, useState } from 'preact/hooks';
import type { Failure } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { CheckField } from './check-field.tsx';
import { FailureNote } from './failure-note.tsx';
import { usePage } from './page-tools.ts';
import { SecretField } from './secret-field.tsx';

interface KeyRequestProps {
  readonly plug: string;
  /** Tries the key; resolves with why it does not fit. */
  readonly onKey: (key: string, isForAll: boolean) => Promise<Failure | undefined>;
  /** Whether to offer the key for all plugs. */
  readonly canBeForAll?: boolean;
}

/** Asks for the key of one plug, and tries it before it is used. */
export function KeyRequest({ plug, onKey, canBeForAll = false }: KeyRequestProps) {
  const { t } = usePage();
  const [key, setKey] = useState('');
  const [isForAll, setForAll] = useState(false);
  const [error, setError] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const input = useRef<HTMLInputElement>(null);
  const attempt = async (): Promise<void> => {
    const isEmpty = key.trim() === '';
    setFailure(undefined);
    setError(isEmpty ? t.key.empty : undefined);
    if (isEmpty) input.current?.focus();
    else setFailure(await onKey(key.trim(), isForAll));
  };
  return (
    <div class="ml-inset">
      <SecretField label={t.key.ofPlug(plug)} value={key} onChange={setKey} error={error} inputRef={input} />
      {canBeForAll && <CheckField label={t.key.forAll} isOn={isForAll} onChange={setForAll} />}
      {failure !== undefined && <FailureNote failure={failure} />}
      <ActionButton label={t.key.attempt} busyLabel={t.busy} describedAs={t.key.attemptFor(plug)} onPress={attempt} />
    </div>
  );
}
