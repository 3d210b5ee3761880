import { mostAtOnce } from '../protocol/namespaces/multiple.ts';
import { HEADER_BYTES, LARGEST_BATCH } from '../settings.ts';
import type { Query } from './feature.ts';
import type { PlugInfo } from './plug-info.ts';

/**
 * Divides queries that are due together into batches of one request each: no more queries than the plug takes, and no
 * reply that is too long for it. A query that must go alone is a batch of its own.
 */
export function batches(
  queries: readonly Query[],
  { abilities }: Pick<PlugInfo, 'abilities'>,
): readonly (readonly Query[])[] {
  if (queries.length === 1) return [queries];
  const maxQueries = mostAtOnce(abilities);
  const single = queries.filter(({ replyBytes }) => replyBytes === undefined).map(query => [query]);
  const batched: Query[][] = [];
  let bytes = Infinity;
  for (const query of queries) {
    if (query.replyBytes === undefined) continue;
    const size = HEADER_BYTES + query.replyBytes;
    const current = batched.at(-1);
    if (current && current.length < maxQueries && bytes + size <= LARGEST_BATCH) {
      current.push(query);
      bytes += size;
    } else {
      batched.push([query]);
      bytes = HEADER_BYTES + size;
    }
  }
  return [...single, ...batched];
}
