import { useEffect, useRef } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import type { PlugEntry } from './config-block.ts';
import { targetOf, usePage } from './page-tools.ts';
import { PlugRow } from './plug-row.tsx';
import { viewId } from './plug-views.ts';

/** The plugs of the config: shown at once, their state as it arrives. */
export function PlugList({ entries }: { readonly entries: readonly PlugEntry[] }) {
  const { t, plugs } = usePage();
  const heading = useRef<HTMLHeadingElement>(null);
  const asked = useRef(new Set<string>());
  useEffect(() => {
    for (const target of entries.map(targetOf)) {
      if (target.key === '' || asked.current.has(viewId(target))) continue;
      asked.current.add(viewId(target));
      void plugs.refresh(target);
    }
  });
  return (
    <section class="mb-3" aria-labelledby="ml-plugs">
      <div class="ml-head">
        <h2 id="ml-plugs" ref={heading} tabIndex={-1}>
          {t.list.title(entries.length)}
        </h2>
        <ActionButton
          label={t.list.refresh}
          busyLabel={t.busy}
          onPress={() => Promise.all(entries.map(entry => plugs.refresh(targetOf(entry))))}
        />
      </div>
      <ul class="list-unstyled ml-cards">
        {entries.map(entry => (
          <PlugRow
            key={`${entry.host} ${entry.uuid ?? ''} ${duplicateNumber(entries, entry)}`}
            entry={entry}
            onRemoved={() => heading.current?.focus()}
          />
        ))}
      </ul>
    </section>
  );
}

/** 0 for the first entry with this host and uuid, 1 for the next, so that each row has a key of its own. */
const duplicateNumber = (entries: readonly PlugEntry[], { host, uuid, index }: PlugEntry): number =>
  entries.filter(each => each.host === host && each.uuid === uuid && each.index < index).length;
