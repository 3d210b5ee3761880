import { useEffect, useId, useRef, useState } from 'preact/hooks';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  /** Called a moment after the last keystroke, and at once when the field is left. */
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly placeholder?: string | undefined;
  readonly type?: 'text' | 'number';
  readonly maxLength?: number;
  readonly disabled?: boolean;
}

/** The Homebridge UI redraws its form after each change, so a word is written in one piece. */
const PAUSE_MS = 250;

/** A line of text with its label, and below it a hint or what is wrong. */
export function TextField(props: TextFieldProps) {
  const { label, value, onChange, hint, error, placeholder, type = 'text', maxLength, disabled } = props;
  const id = useId();
  const [draft, setDraft] = useState(value);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => {
    if (timer.current === undefined) setDraft(value);
  }, [value]);
  const commit = (text: string): void => {
    clearTimeout(timer.current);
    timer.current = undefined;
    if (text !== value) onChange(text);
  };
  return (
    <div class="mb-2">
      <label class="form-label mb-1" for={id}>
        {label}
      </label>
      <input
        id={id}
        class={`form-control form-control-sm${error === undefined ? '' : ' is-invalid'}`}
        {...(type === 'number' ? { type: 'number' as const, step: 'any' } : { type: 'text' as const })}
        value={draft}
        placeholder={placeholder}
        maxLength={maxLength}
        disabled={disabled}
        autocomplete="off"
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-hint`}
        onInput={({ currentTarget }) => {
          const text = currentTarget.value;
          setDraft(text);
          clearTimeout(timer.current);
          timer.current = window.setTimeout(() => commit(text), PAUSE_MS);
        }}
        onChange={({ currentTarget }) => commit(currentTarget.value)}
      />
      <Hint id={`${id}-hint`} hint={hint} error={error} />
    </div>
  );
}

/** The line below a field. */
export function Hint(props: {
  readonly id: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
}) {
  const { id, hint, error } = props;
  return (
    <div id={id} class={error === undefined ? 'ml-quiet small' : 'ml-error small'} aria-live="polite">
      {error ?? hint}
    </div>
  );
}
