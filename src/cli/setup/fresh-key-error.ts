import { ProvisioningError, type LeftOnPlug } from '../../setup/provisioning-error.ts';
import type { NewPlugKey } from './new-plug-key.ts';

/** The plug does not have the key then. */
const WITHOUT: readonly LeftOnPlug[] = ['nothing', 'the clock, perhaps'];

/** Setting a plug up failed, and it may have a key that nobody but this run knows. The cause says what happened. */
export class FreshKeyError extends Error {
  override readonly name = 'FreshKeyError';
  // Private, so that nothing shows it that shows errors.
  readonly #key: string;

  constructor(key: string, cause: ProvisioningError) {
    super('the plug may have a fresh key', { cause });
    this.#key = key;
  }

  /** The key, for the program that has asked for it. Secret. */
  get key(): string {
    return this.#key;
  }

  /** A failure together with the key, where it is a fresh one that the plug may have; else the failure as it is. */
  static of(error: unknown, { key, from }: NewPlugKey): unknown {
    const hasIt = from === 'fresh' && error instanceof ProvisioningError && !WITHOUT.includes(error.left);
    return hasIt ? new FreshKeyError(key, error) : error;
  }
}
