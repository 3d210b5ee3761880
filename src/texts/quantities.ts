/** How a language writes numbers and their units. */
export interface Notation {
  readonly decimal: '.' | ',';
  /** Between a number and its unit. */
  readonly gap: string;
  /** After a number, e.g. `days`. */
  readonly days: string;
}

/** Quantities with their units, as text. Examples are English. */
export interface Quantities {
  /** `67.4 W`, `1234 W`. */
  readonly watts: (value: number) => string;
  /** `238.7 V`. */
  readonly volts: (value: number) => string;
  /** `0.418 A`. */
  readonly amperes: (value: number) => string;
  /** Watt-hours as `180 Wh`, and from 1000 as `1.23 kWh`. */
  readonly energy: (wattHours: number) => string;
  /** A length of time for people: `45 s`, `3 min`, `2 h 5 min`, `20 days`. */
  readonly duration: (seconds: number) => string;
}

/** The quantities of a language. */
export function quantitiesIn({ decimal, gap, days }: Notation): Quantities {
  const fixed = (value: number, digits: number): string => value.toFixed(digits).replace('.', decimal);
  return {
    watts: value => `${fixed(value, Math.abs(value) >= 100 ? 0 : 1)}${gap}W`,
    volts: value => `${fixed(value, 1)}${gap}V`,
    amperes: value => `${fixed(value, 3)}${gap}A`,
    energy: wattHours =>
      wattHours < 1000 ? `${Math.round(wattHours)}${gap}Wh` : `${fixed(wattHours / 1000, 2)}${gap}kWh`,
    duration: totalSeconds => {
      const seconds = Math.round(totalSeconds);
      if (seconds < 60) return `${seconds}${gap}s`;
      const minutes = Math.floor(seconds / 60);
      const rest = seconds % 60;
      if (minutes < 60) return `${minutes}${gap}min${rest === 0 ? '' : ` ${rest}${gap}s`}`;
      const hours = Math.floor(minutes / 60);
      if (hours >= 48) return `${Math.round(hours / 24)}${gap}${days}`;
      return `${hours}${gap}h${minutes % 60 === 0 ? '' : ` ${minutes % 60}${gap}min`}`;
    },
  };
}
