import { usePage } from './page-tools.ts';
import { SelectField } from './select-field.tsx';

const TYPES = ['outlet', 'switch', 'light'] as const;

/** How the Home app shows a plug; an outlet is the default, and is not written. */
export function TypeField(props: { readonly value: string; readonly onChange: (type: string | undefined) => void }) {
  const { t } = usePage();
  return (
    <SelectField
      {...t.options.type}
      value={props.value === '' ? 'outlet' : props.value}
      choices={TYPES.map(value => ({ value, label: t.options.types[value] }))}
      onChange={value => props.onChange(value === 'outlet' ? undefined : value)}
    />
  );
}
