import { quantitiesIn } from '../quantities.ts';

/** Quantities with their units in French. */
export const { watts, volts, duration } = quantitiesIn({ decimal: ',', gap: '\u00a0', days: 'jours' });
