/**
 * What a feature keeps of one plug over a restart: small values, as plain JSON, never a secret. Reading is free. A write is
 * on disk a moment later; if it fails, the owner of the file logs that.
 */
export interface Notes {
  /** The value of this name; undefined if there is none, or the file was damaged. The caller checks its shape. */
  get(name: string): unknown;
  /** Replaces the value; `undefined` removes it. */
  set(name: string, value: unknown): void;
  /** @returns whether everything that was set is on disk now */
  flush(): Promise<boolean>;
}
