/** How many message ids are remembered for each plug. A busy strip sends about five pushes a minute. */
const MAX_IDS = 128;

/** Message ids of plugs have 32 characters. */
const MESSAGE_ID = /^[\w-]{1,64}$/;

/** Remembers the message ids of each plug, to recognize copies, whether the plug, a broker or another client sends them. */
export class ReplayFilter {
  readonly #ids = new Map<string, Set<string>>();

  /** @returns whether this id is new; a text that is not a message id is never new */
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
