import { quantitiesIn } from '../quantities.ts';

/** Quantities with their units in German. */
export const { watts, volts, duration } = quantitiesIn({ decimal: ',', gap: '\u00a0', days: 'Tage' });
