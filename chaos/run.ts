import { setTimeout as sleep } from 'node:timers/promises';
import { startChaosHome, type ChaosHome } from './home.ts';
import { Journal } from './journal.ts';
import { planOf } from './plan.ts';
import { outletName, type ShownOutlet } from './plug.ts';
import type { Memory } from './probe.ts';
import { Random } from './random.ts';
import { playRound } from './round.ts';
import { disagreements, outdated } from './rules/agreement.ts';
import { CommandRules } from './rules/commands.ts';
import { LogRules } from './rules/log.ts';
import { blockedMs, checkDelays, checkMemory, mebibytes, ownMs } from './rules/process.ts';
import { Phone, type Tap } from './tapper.ts';

export interface ChaosOptions {
  readonly seed: number;
  readonly minutes: number;
  /** Prints every event. */
  readonly isLoud?: boolean;
}

const PHONES = 3;
const TROUBLE_MS = 20_000;
/** Every second round, the first one included, has troubles from which the plugin needs a minute to recover. */
const SLOW_EVERY = 2;
/**
 * After the last trouble, HomeKit agrees with every plug within this time: a plug that was away is asked every 30 s, at
 * each of its possible addresses in turn, of which there are up to three. The second is for a round with slow troubles,
 * in which a plug is missing for a minute before the network is searched.
 */
const AGREES_WITHIN_MS = { quick: 100_000, slow: 160_000 };
/** How long it has to stay so. */
const QUIET_MS = 3000;
/** Before the event loop is measured: pairing and the first readings are over. */
const WARM_UP_MS = 1000;

/** Runs rounds of trouble, each with a quiet window after it, until the time is over or a rule is broken. */
export class ChaosRun {
  readonly #options: ChaosOptions;
  readonly #journal: Journal;
  readonly #random: Random;
  readonly #home: ChaosHome;
  readonly #phones: readonly Phone[];
  readonly #commandRules: CommandRules;
  readonly #logRules: LogRules;
  #taps: Tap[] = [];
  readonly #memories: Memory[] = [];
  #measuredSince = Infinity;
  readonly #counts = { troubles: 0, taps: 0, windows: 0, slowestMs: 0 };

  private constructor(options: ChaosOptions, home: ChaosHome) {
    this.#options = options;
    this.#home = home;
    this.#journal = new Journal(options.isLoud);
    this.#random = new Random(options.seed);
    this.#phones = Array.from(
      { length: PHONES },
      () => new Phone(home.app, tap => this.#taps.push(...tap), this.#journal),
    );
    this.#commandRules = new CommandRules(home.plugs);
    this.#logRules = new LogRules(home.plugs, home.secrets);
  }

  /**
   * Runs it from the start of Homebridge to its end.
   * @throws {Error} a rule was broken: which, the seed, the last events, and the log of Homebridge
   */
  static async run(options: ChaosOptions): Promise<void> {
    console.log(`chaos: seed ${options.seed}, ${options.minutes} minutes`);
    const home = await startChaosHome();
    try {
      await new ChaosRun(options, home).#run();
    } finally {
      await home.close();
    }
  }

  async #run(): Promise<void> {
    const endsAt = performance.now() + this.#options.minutes * 60_000;
    await this.#becomesQuiet(AGREES_WITHIN_MS.quick);
    await sleep(WARM_UP_MS);
    this.#measuredSince = Date.now();
    try {
      for (let round = 0; performance.now() < endsAt; round += 1) await this.#round(round);
    } finally {
      await Promise.all(this.#phones.map(phone => phone.close()));
    }
    await this.#print();
  }

  async #round(round: number): Promise<void> {
    const { plugs } = this.#home;
    const isSlow = round % SLOW_EVERY === 0;
    const random = this.#random.fork(round);
    const plan = planOf({ random, plugs, lastsMs: TROUBLE_MS, isSlow, phones: PHONES });
    this.#journal.add(`round ${round + 1}: ${plan.troubles.length} troubles`);
    this.#counts.troubles += plan.troubles.length;
    const outlets = await this.#home.outlets();
    await playRound({ plan, plugs, phones: this.#phones, outlets, journal: this.#journal });
    this.#judge(this.#takeTaps());
    await this.#becomesQuiet(isSlow ? AGREES_WITHIN_MS.slow : AGREES_WITHIN_MS.quick);
    await this.#tapsAllWork();
    this.#memories.push(await this.#home.probe.memory(this.#home.homebridge.pid));
    this.#fail(checkMemory(this.#memories));
    this.#fail(checkDelays(await this.#home.probe.delays(this.#measuredSince)));
    this.#fail(this.#logRules.check(this.#home.homebridge.log));
  }

  /** Waits until HomeKit agrees with every plug, and sees whether it stays so. */
  async #becomesQuiet(withinMs: number): Promise<void> {
    const from = performance.now();
    const outlets = await this.#home.outlets();
    for (;;) {
      let found = await disagreements(this.#home.app, outlets);
      if (found.length === 0) found = await outdated(this.#home.app, outlets);
      if (found.length === 0) break;
      if (performance.now() - from > withinMs) {
        this.#fail(found.map(text => `no agreement within ${withinMs / 1000} s: ${text}`));
      }
      await sleep(250);
    }
    const ms = performance.now() - from;
    this.#journal.add(`agreement after ${Math.round(ms)} ms`);
    this.#counts.slowestMs = Math.max(this.#counts.slowestMs, ms);
    for (const until = performance.now() + QUIET_MS; performance.now() < until; await sleep(100)) {
      this.#fail(await disagreements(this.#home.app, outlets));
    }
    this.#counts.windows += 1;
  }

  /** In a quiet window every tap works. */
  async #tapsAllWork(): Promise<void> {
    const outlets = await this.#home.outlets();
    const tapOne = async (outlet: ShownOutlet, index: number): Promise<readonly string[]> => {
      const { owner: plug, channel } = outlet;
      const targets = [{ plug, channel, on: !plug.plug.isOn(channel) }];
      const [tap] = (await this.#phones[index % PHONES]?.tap(targets, outlets)) ?? [];
      return tap?.status === 0 ? [] : [`a tap on ${outletName(outlet)} in a quiet window: ${String(tap?.status)}`];
    };
    this.#fail((await Promise.all(outlets.map(tapOne))).flat());
    this.#judge(this.#takeTaps());
    this.#fail(await disagreements(this.#home.app, await this.#home.outlets()));
  }

  #takeTaps(): readonly Tap[] {
    const taps = this.#taps;
    this.#taps = [];
    this.#counts.taps += taps.length;
    return taps;
  }

  #judge(taps: readonly Tap[]): void {
    this.#fail(this.#commandRules.check(taps));
  }

  #fail(findings: readonly string[]): void {
    if (findings.length === 0) return;
    const { seed, minutes } = this.#options;
    const { log } = this.#home.homebridge;
    const tail = log.split('\n').slice(-80).join('\n');
    throw new Error(
      `${findings.join('\n')}\n\nAgain: npm run chaos -- --seed ${seed} --minutes ${minutes}\n\n` +
        `The last events:\n${this.#journal.last}\n\nThe log of Homebridge:\n${tail}`,
    );
  }

  async #print(): Promise<void> {
    const delays = await this.#home.probe.delays(this.#measuredSince);
    const longest = Math.max(0, ...delays.map(({ delayMs }) => delayMs));
    const own = Math.max(0, ...delays.map(ownMs));
    const blocked = Math.max(0, ...delays.map(blockedMs));
    const [first] = this.#memories;
    const last = this.#memories.at(-1);
    const { troubles, taps, windows, slowestMs } = this.#counts;
    const { commands, ok, failed } = this.#commandRules.counts;
    const { most, lines } = this.#logRules.counts(this.#home.homebridge.log);
    const rows = [
      `${troubles} troubles, ${this.#journal.count} events, ${taps} taps (${ok} OK, ${failed} failed), ${commands} commands read by plugs`,
      `${windows} quiet windows; agreement at the latest ${Math.round(slowestMs / 100) / 10} s after the last trouble`,
      `event loop: blocked ${Math.round(blocked)} ms at most; late by ${Math.round(longest)} ms, ${Math.round(own)} ms without the wait for a processor`,
      `memory: ${mebibytes(first?.used ?? 0)} in the first window, ${mebibytes(last?.used ?? 0)} in the last; RSS ${mebibytes(first?.rss ?? 0)}, ${mebibytes(last?.rss ?? 0)}`,
      `log: ${lines} lines of the plugin, ${most} about one plug at most`,
    ];
    console.log(rows.map(row => `  ${row}`).join('\n'));
  }
}
