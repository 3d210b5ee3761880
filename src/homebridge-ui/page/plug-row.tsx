import { useState } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import { outletOf, text, type PlugEntry } from './config-block.ts';
import { clip, decimal, targetOf, usePage } from './page-tools.ts';
import { PlugBody } from './plug-body.tsx';
import { PlugSwitches } from './plug-switches.tsx';
import { PlugTest } from './plug-test.tsx';
import { Section } from './section.tsx';

/** A plug of the config in a line or two: its switch and watts, or why it does not answer. */
export function PlugRow({ entry, onRemoved }: { readonly entry: PlugEntry; readonly onRemoved: () => void }) {
  const { t, language, plugs } = usePage();
  const [tests, setTests] = useState(0);
  const target = targetOf(entry);
  const view = plugs.of(target);
  const title = clip(entry.name ?? view.details?.model ?? entry.host);
  const isLocked = entry.raw['locked'] === true;
  const failure = entry.key === '' ? t.list.noKey : view.failure?.happened;
  const isQuiet = view.isLoading === true && view.outlets === undefined;
  return (
    <li class="ml-card">
      <div class="ml-head">
        <div class="ml-title">
          <h3>{title}</h3>
          {title !== clip(entry.host) && <span class="ml-quiet small">{clip(entry.host)}</span>}
        </div>
        <div class="ml-state">
          {view.watts !== undefined && <span>{t.watts(decimal(language, view.watts))}</span>}
          {isLocked && <span class="ml-tag">{t.list.locked}</span>}
          {isQuiet && <span class="ml-quiet small">{t.reading}</span>}
          <PlugSwitches
            target={target}
            view={view}
            plug={title}
            isLocked={isLocked}
            nameOf={channel => text(outletOf(entry.raw, channel)['name']) || undefined}
          />
        </div>
      </div>
      {failure !== undefined && <p class="ml-error small mb-1">{clip(failure, 300)}</p>}
      <div class="ml-row-actions">
        <ActionButton
          label={t.test.button}
          describedAs={t.test.buttonFor(title)}
          onPress={() => {
            setTests(count => count + 1);
            return Promise.resolve();
          }}
        />
        <Section level={4} title={t.list.details}>
          <PlugBody entry={entry} title={title} onRemoved={onRemoved} />
        </Section>
      </div>
      {tests > 0 && <PlugTest key={tests} entry={entry} title={title} />}
    </li>
  );
}
