/**
 * What a feature keeps of one plug over a restart: small things, as plain JSON. Never a secret. Reading is free; a write
 * is on disk a moment later, and failing to is told by whoever owns the file.
 */
export interface Notes {
  /** What was written under this name; undefined where nothing was, or the file was damaged. Its shape is to be checked. */
  get(name: string): unknown;
  /** Replaces it; `undefined` removes it. */
  set(name: string, value: unknown): void;
  /** @returns whether all that was written is on disk now */
  flush(): Promise<boolean>;
}
