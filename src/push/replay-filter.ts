/** How many message ids are remembered of each plug. A busy strip says a handful a minute. */
const MAX_IDS = 128;

/** Ids that plugs send have 32 characters. */
const MESSAGE_ID = /^[\w-]{1,64}$/;

/** What was heard of each plug, so that a copy is known as one: sent again by a plug, by a broker, or by somebody else. */
export class ReplayFilter {
  readonly #ids = new Map<string, Set<string>>();

  /** @returns whether this id is new; what is no id never is */
  isNew(uuid: string, messageId: string): boolean {
    if (!MESSAGE_ID.test(messageId)) return false;
    const ids = this.#ids.get(uuid) ?? new Set();
    this.#ids.set(uuid, ids);
    if (ids.has(messageId)) return false;
    ids.add(messageId);
    const [oldest] = ids;
    if (ids.size > MAX_IDS && oldest !== undefined) ids.delete(oldest);
    return true;
  }
}
