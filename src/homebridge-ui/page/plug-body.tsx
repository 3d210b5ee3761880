import { useEffect } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import { editEntry, withoutEntry, type PlugEntry } from './config-block.ts';
import { EnergyView } from './energy-view.tsx';
import { FailureNote } from './failure-note.tsx';
import { NameFields } from './name-fields.tsx';
import { targetOf, usePage } from './page-tools.ts';
import { PlugFacts } from './plug-facts.tsx';
import { PlugOptions } from './plug-options.tsx';
import { viewId } from './plug-views.ts';
import { Section } from './section.tsx';

interface PlugBodyProps {
  readonly entry: PlugEntry;
  readonly title: string;
  readonly onRemoved: () => void;
}

/** Everything about one plug of the config. */
export function PlugBody({ entry, title, onRemoved }: PlugBodyProps) {
  const { t, config, plugs } = usePage();
  const target = targetOf(entry);
  const { details, failure, isLoading } = plugs.of(target);
  const examine = () => plugs.examine(target);
  useEffect(() => {
    if (details === undefined && target.key !== '') void examine();
    // Once per plug; a failure has its own button to try again.
  }, [viewId(target)]);
  const remove = async (): Promise<void> => {
    await config.change(block => editEntry(block, entry, withoutEntry));
    onRemoved();
  };
  return (
    <div>
      <NameFields entry={entry} details={details} />
      {failure !== undefined && <FailureNote failure={failure} onRetry={examine} />}
      {details === undefined && isLoading === true && <p class="ml-quiet small">{t.reading}</p>}
      {details !== undefined && (
        <>
          <PlugFacts details={details} />
          <Section level={4} title={t.options.title}>
            <PlugOptions entry={entry} details={details} />
          </Section>
          {details.options.energy === true && (
            <Section level={4} title={t.energy.title}>
              <EnergyView target={target} plug={title} />
            </Section>
          )}
        </>
      )}
      <ActionButton label={t.list.remove} describedAs={t.list.removePlug(title)} onPress={remove} />
    </div>
  );
}
