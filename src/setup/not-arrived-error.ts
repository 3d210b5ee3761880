import { MerossError } from '../errors.ts';

/** A plug that has received its Wi-Fi did not answer on the network in time. */
export class NotArrivedError extends MerossError {
  override readonly kind = 'not-arrived';
  /** Whether the plug answers there, but does not sign with the new key. */
  readonly hasOtherKey: boolean;

  constructor(ms: number, hasOtherKey: boolean) {
    super(`the plug did not appear on the network within ${Math.round(ms / 1000)} s`);
    this.hasOtherKey = hasOtherKey;
  }
}
