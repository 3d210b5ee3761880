import { FakeClock } from '../../support/fake-clock.ts';

/** A clock whose time of day a test can set. */
export class WallClock extends FakeClock {
  /** How far it is ahead of the true time. */
  aheadSeconds = 0;

  override epochSeconds(): number {
    return super.epochSeconds() + this.aheadSeconds;
  }
}

/** When a {@link FakeClock} begins: midnight in UTC, the first of January 2025. */
export const BEGIN = 1_735_689_600;

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
