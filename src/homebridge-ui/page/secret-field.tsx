import type { RefObject } from 'preact';
import { useId, useState } from 'preact/hooks';
import { usePage } from './page-tools.ts';
import { Hint } from './text-field.tsx';
import { KEY_PAGE, useDocsLink } from './use-docs-link.ts';

interface SecretFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly inputRef?: RefObject<HTMLInputElement | null>;
  /** Whether a link leads to where the key of a plug comes from. */
  readonly isExplained?: boolean;
}

/** A key or a password: hidden until the user asks to see it. */
export function SecretField(props: SecretFieldProps) {
  const { label, value, onChange, hint, error, inputRef, isExplained = false } = props;
  const { t, ui } = usePage();
  const page = useDocsLink(ui, KEY_PAGE);
  const id = useId();
  const [isShown, show] = useState(false);
  return (
    <div class="mb-2">
      <label class="form-label mb-1" for={id}>
        {label}
      </label>
      <div class="input-group">
        <input
          id={id}
          ref={inputRef ?? null}
          class={`form-control${error === undefined ? '' : ' is-invalid'}`}
          {...(isShown ? { type: 'text' as const } : { type: 'password' as const })}
          value={value}
          autocomplete="off"
          spellcheck={false}
          aria-invalid={error !== undefined}
          aria-describedby={`${id}-hint`}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
        <button
          type="button"
          class="btn btn-outline-secondary ml-outline"
          aria-label={isShown ? t.secret.hide(label) : t.secret.show(label)}
          onClick={() => show(!isShown)}
        >
          {isShown ? t.secret.hideShort : t.secret.showShort}
        </button>
      </div>
      <Hint id={`${id}-hint`} hint={hint} error={error} />
      {isExplained && page !== undefined && (
        <a class="small text-decoration-underline" href={page} target="_blank" rel="noreferrer">
          {t.key.where}
        </a>
      )}
    </div>
  );
}
