import { useRef, useState } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import { keyOf, keysOf } from './config-block.ts';
import { FailureNote } from './failure-note.tsx';
import { usePage } from './page-tools.ts';
import { isSearching } from './search-progress.ts';
import { SearchStatus } from './search-status.tsx';
import { SecretField } from './secret-field.tsx';
import type { PlugSearch } from './use-search.ts';

/** The key, the button that finds plugs, and how far the search is. */
export function SearchSection({
  search,
  isFirstVisit,
}: {
  readonly search: PlugSearch;
  readonly isFirstVisit: boolean;
}) {
  const { t, config } = usePage();
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  // It stays as it was: the key that is typed here becomes that of the config.
  const [hasKey] = useState(() => keyOf(config.block) !== '');
  const isRunning = isSearching(search);

  const start = async (): Promise<void> => {
    const keys = [...new Set([typed.trim(), ...keysOf(config.block)])].filter(key => key !== '');
    setError(keys.length === 0 ? t.key.empty : undefined);
    if (keys.length === 0) input.current?.focus();
    else await search.start(keys);
  };

  return (
    <section class="mb-3" aria-labelledby="ml-find">
      <h2 id="ml-find">{isFirstVisit ? t.find.title : t.find.titleMore}</h2>
      <p>{isFirstVisit ? t.find.intro : t.find.introMore}</p>
      <SecretField
        label={hasKey ? t.key.another : t.key.label}
        hint={hasKey ? t.key.anotherHint : t.key.hint}
        value={typed}
        onChange={setTyped}
        error={error}
        inputRef={input}
        isExplained={!hasKey}
      />
      <div class="d-flex flex-wrap gap-2 align-items-center my-2">
        <ActionButton
          kind="primary"
          isLarge={isFirstVisit}
          label={isFirstVisit ? t.find.button : t.find.buttonMore}
          busyLabel={t.find.running}
          isDisabled={isRunning}
          onPress={start}
        />
        {isRunning && <ActionButton label={t.find.stop} isLarge={isFirstVisit} onPress={search.stop} />}
      </div>
      <SearchStatus search={search} />
      {search.failure !== undefined && <FailureNote failure={search.failure} onRetry={start} />}
    </section>
  );
}
