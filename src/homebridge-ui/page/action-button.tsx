import { useState } from 'preact/hooks';

interface ActionButtonProps {
  readonly label: string;
  readonly onPress: () => Promise<unknown>;
  /** Shown until the action has ended. */
  readonly busyLabel?: string;
  readonly kind?: 'primary' | 'secondary';
  readonly isLarge?: boolean;
  readonly isDisabled?: boolean;
  /** For screen readers, where several buttons have the same label. */
  readonly describedAs?: string;
}

/** A button that does nothing more until its action has ended. It keeps the focus meanwhile. */
export function ActionButton(props: ActionButtonProps) {
  const { label, onPress, busyLabel = label, kind = 'secondary', isLarge = false, isDisabled = false } = props;
  const [isBusy, setBusy] = useState(false);
  const isOff = isBusy || isDisabled;
  const look = kind === 'primary' ? 'btn-primary' : 'btn-outline-secondary ml-outline';
  return (
    <button
      type="button"
      class={`btn ${look}${isLarge ? ' btn-lg' : ' btn-sm'}${isOff ? ' ml-off' : ''}`}
      aria-disabled={isOff}
      aria-label={props.describedAs}
      onClick={() => {
        if (isOff) return;
        setBusy(true);
        void onPress().finally(() => setBusy(false));
      }}
    >
      {isBusy ? busyLabel : label}
    </button>
  );
}
