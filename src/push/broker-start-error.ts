import { MerossError } from '../errors.ts';

/** The broker cannot start: its port is in use, its address is not this computer's, its certificate cannot be stored. */
export class BrokerStartError extends MerossError {
  override readonly kind = 'broker';
}
