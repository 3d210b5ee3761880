import { Section } from './section.tsx';
import { usePage } from './page-tools.ts';

interface EnergyTableProps {
  readonly caption: string;
  /** What opens the table; default: that these are the numbers of a plot. */
  readonly title?: string;
  readonly rows: readonly { readonly label: string; readonly amount: string }[];
  /** Called with the number of a row that the user chooses; undefined: there is nothing more to show. */
  readonly onPick?: ((at: number) => void) | undefined;
}

/** The numbers of a plot as text, for screen readers and keyboards. */
export function EnergyTable({ caption, title, rows, onPick }: EnergyTableProps) {
  const { t } = usePage();
  return (
    <Section level={4} title={title ?? t.energy.numbers}>
      <table class="ml-table small">
        <caption>{caption}</caption>
        <tbody>
          {rows.map(({ label, amount }, at) => (
            <tr key={at}>
              <th scope="row">
                {onPick === undefined ? (
                  label
                ) : (
                  <button type="button" class="btn btn-link btn-sm p-0" onClick={() => onPick(at)}>
                    {label}
                  </button>
                )}
              </th>
              <td>{amount}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
