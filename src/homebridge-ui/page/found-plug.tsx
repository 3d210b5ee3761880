import { CheckField } from './check-field.tsx';
import { entryOf, outletOf, text } from './config-block.ts';
import { FailureNote } from './failure-note.tsx';
import { NameFields } from './name-fields.tsx';
import { clip, usePage } from './page-tools.ts';
import { PlugFacts } from './plug-facts.tsx';
import { PlugOptions } from './plug-options.tsx';
import { PlugSwitches } from './plug-switches.tsx';
import { Section } from './section.tsx';
import { freshTarget, type FreshPlug, type FreshPlugs } from './use-fresh-plugs.ts';

/** A new plug with a key that fits: whether to add it, its names, what it is, and a switch to try it. */
export function FoundPlug({ plug, fresh }: { readonly plug: FreshPlug; readonly fresh: FreshPlugs }) {
  const { t, config, plugs } = usePage();
  const { seen } = plug;
  const target = freshTarget(plug);
  const view = plugs.of(target);
  const { details } = view;
  const entry = entryOf(config.block, seen);
  const title = clip(entry?.name ?? seen.name ?? details?.model ?? seen.model ?? seen.host);
  return (
    <article aria-label={title}>
      <div class="ml-head">
        <h3>{title}</h3>
        <PlugSwitches
          target={target}
          view={view}
          plug={title}
          nameOf={channel =>
            entry === undefined ? undefined : text(outletOf(entry.raw, channel)['name']) || undefined
          }
        />
      </div>
      {plug.isOther ? (
        <p>{t.found.noPlug}</p>
      ) : (
        <CheckField
          label={t.found.add(title)}
          isOn={entry !== undefined}
          onChange={isOn => void (isOn ? fresh.add([plug]) : fresh.leaveOut(plug))}
        />
      )}
      {entry !== undefined && <NameFields entry={entry} details={details} />}
      {view.failure !== undefined && <FailureNote failure={view.failure} onRetry={() => plugs.examine(target)} />}
      {details === undefined ? (
        <p class="ml-quiet small">{view.isLoading === true ? t.reading : clip(seen.host)}</p>
      ) : (
        <PlugFacts details={details} />
      )}
      {entry !== undefined && details !== undefined && (
        <Section level={4} title={t.options.title}>
          <PlugOptions entry={entry} details={details} />
        </Section>
      )}
    </article>
  );
}
