import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface CheckFieldProps {
  readonly label: ComponentChildren;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly hint?: string | undefined;
  readonly disabled?: boolean;
  /** A switch acts at once; a box is a choice. */
  readonly isSwitch?: boolean;
}

/** A box to tick, or a switch. */
export function CheckField({ label, isOn, onChange, hint, disabled, isSwitch = false }: CheckFieldProps) {
  const id = useId();
  return (
    <div class={`form-check mb-1${isSwitch ? ' form-switch' : ''}`}>
      <input
        id={id}
        class="form-check-input"
        type="checkbox"
        {...(isSwitch ? { role: 'switch' as const } : {})}
        checked={isOn}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={({ currentTarget }) => {
          const wanted = currentTarget.checked;
          // Until the change has come true, it shows what is.
          currentTarget.checked = isOn;
          onChange(wanted);
        }}
      />
      <label class="form-check-label" for={id}>
        {label}
      </label>
      {hint !== undefined && (
        <div id={`${id}-hint`} class="ml-quiet small">
          {hint}
        </div>
      )}
    </div>
  );
}
