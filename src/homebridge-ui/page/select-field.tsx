import { useId } from 'preact/hooks';

interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  readonly hint?: string | undefined;
}

/** One of several values. */
export function SelectField({ label, value, choices, onChange, hint }: SelectFieldProps) {
  const id = useId();
  return (
    <div class="mb-2">
      <label class="form-label mb-1" for={id}>
        {label}
      </label>
      <select
        id={id}
        class="form-select form-select-sm"
        value={value}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {choices.map(choice => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {hint !== undefined && (
        <div id={`${id}-hint`} class="ml-quiet small">
          {hint}
        </div>
      )}
    </div>
  );
}
