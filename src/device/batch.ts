import { mostAtOnce } from '../protocol/namespaces/multiple.ts';
import { HEADER_BYTES, LARGEST_BATCH } from '../settings.ts';
import type { Query } from './feature.ts';
import type { PlugInfo } from './plug-info.ts';

/**
 * Divides questions that are due together into those that can be asked in one request: no more than the plug takes, and
 * no answer that is too long for it. A question that must go alone, or finds no company, stands by itself.
 */
export function batches(queries: readonly Query[], { abilities }: Pick<PlugInfo, 'abilities'>): readonly Query[][] {
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
