import { MerossError } from '../errors.ts';

/** The broker cannot be: its port is taken, its address is not ours, its certificate cannot be stored. */
export class BrokerStartError extends MerossError {
  override readonly kind = 'broker';
}
