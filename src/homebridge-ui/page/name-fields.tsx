import type { PlugDetails } from '../api.ts';
import { editEntry, LONGEST_NAME, outletOf, text, withOptions, withOutlet, type PlugEntry } from './config-block.ts';
import { clip, usePage } from './page-tools.ts';
import { TextField } from './text-field.tsx';

/** The names that the plug and its outlets get in the Home app. */
export function NameFields({
  entry,
  details,
}: {
  readonly entry: PlugEntry;
  readonly details?: PlugDetails | undefined;
}) {
  const { t, config } = usePage();
  const outlets = (details?.outlets ?? []).length > 1 ? (details?.outlets ?? []) : [];
  const name = (written: string): string | undefined => written.trim() || undefined;
  return (
    <div class="ml-fields">
      <TextField
        label={t.name.label}
        value={entry.name ?? ''}
        placeholder={details === undefined ? undefined : clip(details.model)}
        maxLength={LONGEST_NAME}
        onChange={written =>
          void config.change(block => editEntry(block, entry, (b, at) => withOptions(b, at, { name: name(written) })))
        }
      />
      {outlets.map(({ channel, name: reported }) => (
        <TextField
          key={channel}
          label={t.name.ofOutlet(channel)}
          value={text(outletOf(entry.raw, channel)['name'])}
          placeholder={reported === undefined ? undefined : clip(reported)}
          maxLength={LONGEST_NAME}
          onChange={written =>
            void config.change(block =>
              editEntry(block, entry, (b, at) => withOutlet(b, at, channel, { name: name(written) })),
            )
          }
        />
      ))}
    </div>
  );
}
