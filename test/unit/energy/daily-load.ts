/**
 * An ordinary load at one outlet, minute by minute, always the same for a seed: half a watt in the night, a
 * refrigerator that cycles, a television in the evening, a kettle with 2 kW now and then.
 */
export function dailyLoad(seed: number): (minute: number) => number {
  const random = generator(seed);
  let kettleUntil = 0;
  return minute => {
    const ofDay = minute % 1440;
    const isAwake = ofDay >= 7 * 60 && ofDay < 23.5 * 60;
    if (isAwake && random() < 1 / 180) kettleUntil = minute + 3 + Math.floor(random() * 4);
    if (minute < kettleUntil) return 2000;
    const isEvening = ofDay >= 19 * 60;
    const television = isEvening ? 90 + random() * 60 : 0;
    const refrigerator = ofDay >= 5 * 60 && minute % 47 < 16 ? 75 + random() * 10 : 0;
    return Math.round((0.5 + television + refrigerator) * 1000) / 1000;
  };
}

/** Numbers from 0 to 1 that look like chance (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
