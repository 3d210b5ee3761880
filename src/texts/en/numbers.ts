import { quantitiesIn } from '../quantities.ts';

/** Quantities with their units in English. */
export const { watts, volts, amperes, energy, duration } = quantitiesIn({ decimal: '.', gap: ' ', days: 'days' });
