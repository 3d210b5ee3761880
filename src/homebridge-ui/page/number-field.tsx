import { useState } from 'preact/hooks';
import { usePage } from './page-tools.ts';
import { TextField } from './text-field.tsx';

interface NumberFieldProps {
  readonly label: string;
  /** As in the config; anything but a number is shown as nothing. */
  readonly value: unknown;
  readonly bounds: { readonly from: number; readonly to: number; readonly isWhole?: boolean };
  readonly onChange: (value: number | undefined) => void;
  readonly hint?: string | undefined;
  readonly placeholder?: string;
  readonly disabled?: boolean;
}

/** A number; one that the config would refuse is not passed on. */
export function NumberField({ value, bounds, onChange, ...rest }: NumberFieldProps) {
  const { t } = usePage();
  const [isWrong, setWrong] = useState(false);
  const { from, to, isWhole = false } = bounds;
  const read = (written: string): void => {
    const number = written.trim() === '' ? undefined : Number(written);
    const isBad = number !== undefined && !(number >= from && number <= to && (!isWhole || Number.isInteger(number)));
    setWrong(isBad);
    if (!isBad) onChange(number);
  };
  return (
    <TextField
      {...rest}
      type="number"
      value={typeof value === 'number' ? String(value) : ''}
      error={isWrong ? t.number(from, to, isWhole) : undefined}
      onChange={read}
    />
  );
}
