import { ProvisioningError, type LeftOnPlug } from '../../setup/provisioning-error.ts';
import type { NewPlugKey } from './new-plug-key.ts';

/** After these, the plug does not have the key. */
const WITHOUT: readonly LeftOnPlug[] = ['nothing', 'the clock, perhaps'];

/**
 * Setting up a plug failed after it may have received a fresh key, which only this run knows. The cause says what
 * happened.
 */
export class FreshKeyError extends Error {
  override readonly name = 'FreshKeyError';
  // Private, so that printing the error does not show the key.
  readonly #key: string;

  constructor(key: string, cause: ProvisioningError) {
    super('the plug may have a fresh key', { cause });
    this.#key = key;
  }

  /** The key, for the program that has requested it. Secret. */
  get key(): string {
    return this.#key;
  }

  /** The failure together with the key, if that is a fresh one that the plug may have; else the failure itself. */
  static of(error: unknown, { key, from }: NewPlugKey): unknown {
    const hasIt = from === 'fresh' && error instanceof ProvisioningError && !WITHOUT.includes(error.left);
    return hasIt ? new FreshKeyError(key, error) : error;
  }
}
