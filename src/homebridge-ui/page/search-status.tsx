import { usePage } from './page-tools.ts';
import { isSearching, type SearchProgress } from './search-progress.ts';

/** How many addresses were asked, and what was found; read out at the start, at each plug and at the end. */
export function SearchStatus({ search }: { readonly search: SearchProgress }) {
  const { t } = usePage();
  const { state, asked, total, found, subnets } = search;
  if (state === 'not started' || state === 'failed') return <div aria-live="polite" />;
  const ended = state === 'stopped' ? t.find.stopped(found.length) : t.find.done(found.length);
  return (
    <div>
      {isSearching(search) && (
        <>
          <progress class="ml-progress" max={Math.max(1, total)} value={asked} aria-label={t.find.progressLabel} />
          <div class="ml-quiet small">{t.find.progress(asked, total, subnets.join(', '))}</div>
        </>
      )}
      <p class="mb-1" aria-live="polite">
        {isSearching(search) ? t.find.foundSoFar(found.length) : ended}
        {state === 'done' && found.length === 0 && ` ${t.find.nothing}`}
      </p>
    </div>
  );
}
