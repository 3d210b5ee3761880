/** `67.4 W`, `1234 W`. */
export function watts(value: number): string {
  return `${Math.abs(value) >= 100 ? value.toFixed(0) : value.toFixed(1)} W`;
}

/** `238.7 V`. */
export function volts(value: number): string {
  return `${value.toFixed(1)} V`;
}

/** `0.418 A`. */
export function amperes(value: number): string {
  return `${value.toFixed(3)} A`;
}

/** Watt-hours as `180 Wh`, and from 1000 as `1.23 kWh`. */
export function energy(wattHours: number): string {
  return wattHours < 1000 ? `${Math.round(wattHours)} Wh` : `${(wattHours / 1000).toFixed(2)} kWh`;
}

/** A length of time for people: `45 s`, `3 min`, `2 h 5 min`, `20 days`. */
export function duration(totalSeconds: number): string {
  const seconds = Math.round(totalSeconds);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = seconds % 60;
  if (minutes < 60) return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(hours / 24)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
