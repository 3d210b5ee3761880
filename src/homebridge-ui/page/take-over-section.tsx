import { useState } from 'preact/hooks';
import type { Failure, TakeOverPlug } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { CheckField } from './check-field.tsx';
import { entryOf, text, withEntry } from './config-block.ts';
import { FailureNote } from './failure-note.tsx';
import { clip, usePage } from './page-tools.ts';

/** The local plugs of homebridge-meross, and what it means to bring them here. */
export function TakeOverSection({ offered }: { readonly offered: readonly TakeOverPlug[] }) {
  const { t, ask, config } = usePage();
  const [left, setLeft] = useState<readonly number[]>([]);
  const [failure, setFailure] = useState<Failure>();
  const [added, setAdded] = useState<number>();
  const ids = offered.filter(({ id, problem }) => problem === undefined && !left.includes(id)).map(({ id }) => id);

  const takeOver = async (): Promise<void> => {
    setFailure(undefined);
    const answer = await ask('/take-over/entries', { ids });
    if ('failure' in answer) return setFailure(answer.failure);
    const { entries } = answer.reply;
    await config.change(block =>
      entries.reduce((all, { key, ...entry }) => {
        const plug = { host: text(entry['host']), uuid: text(entry['uuid']) };
        return plug.host !== '' && entryOf(all, plug) === undefined ? withEntry(all, entry, text(key)) : all;
      }, block),
    );
    setAdded(entries.length);
  };

  return (
    <>
      <p>{t.takeOver.intro}</p>
      <ul class="list-unstyled">
        {offered.map(({ id, name, host, model, problem }) => (
          <li key={id}>
            <CheckField
              label={clip([name, model, host].filter(Boolean).join(' · '), 120)}
              isOn={ids.includes(id)}
              disabled={problem !== undefined}
              hint={problem}
              onChange={isOn => setLeft(old => (isOn ? old.filter(each => each !== id) : [...old, id]))}
            />
          </li>
        ))}
      </ul>
      <p>{t.takeOver.meaning}</p>
      <ActionButton
        kind="primary"
        label={t.takeOver.button(ids.length)}
        busyLabel={t.busy}
        isDisabled={ids.length === 0}
        onPress={takeOver}
      />
      {failure !== undefined && <FailureNote failure={failure} onRetry={takeOver} />}
      <p class="ml-good mb-0" aria-live="polite">
        {added !== undefined && t.takeOver.done(added)}
      </p>
    </>
  );
}
