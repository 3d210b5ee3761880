import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../test/support/until.ts';
import { startChaosHome, type ChaosHome } from './home.ts';
import { Journal } from './journal.ts';
import { outletName, type ShownOutlet } from './plug.ts';
import { Random } from './random.ts';
import { disagreements } from './rules/agreement.ts';
import { storedFiles, type HistoryFile } from './rules/files.ts';
import { Phone, type Tap } from './tapper.ts';

export interface KillOptions {
  readonly seed: number;
  readonly kills: number;
  readonly isLoud?: boolean;
}

/** A tap that was acknowledged this long before the kill is in the history file: it waits there for others for a second. */
const STORED_AFTER_MS = 2500;
/** HomeKit shows totals in steps of 0.01 kWh. What watts have added since the last reading of the counter is lost by a kill. */
const STEP_KWH = 0.0101;
const READY_MS = 30_000;
/** Every third kill comes while Homebridge starts, all others while phones tap. */
const KILL_AT_START_EVERY = 3;

type Totals = ReadonlyMap<string, number>;

/** Kills Homebridge again and again while it writes, and checks after each kill what is left and what it shows. */
export class KillRun {
  readonly #options: KillOptions;
  readonly #home: ChaosHome;
  readonly #journal: Journal;
  readonly #random: Random;
  #histories: readonly HistoryFile[] = [];
  #totals: Totals = new Map();
  #tiles = '';
  readonly #counts = { files: 0, taps: 0, tornLines: 0, checkedTaps: 0 };

  private constructor(options: KillOptions, home: ChaosHome) {
    this.#options = options;
    this.#home = home;
    this.#journal = new Journal(options.isLoud);
    this.#random = new Random(options.seed);
  }

  /** @throws {Error} a rule was broken: which, the seed, the last events, and the log of Homebridge */
  static async run(options: KillOptions): Promise<void> {
    console.log(`chaos: seed ${options.seed}, ${options.kills} kills`);
    const home = await startChaosHome();
    try {
      await new KillRun(options, home).#run();
    } finally {
      await home.close();
    }
  }

  async #run(): Promise<void> {
    for (const { plug, channels } of this.#home.plugs) for (const channel of channels) plug.setLoad(2300, channel);
    this.#tiles = tilesOf(await this.#home.outlets());
    for (let kill = 1; kill <= this.#options.kills; kill += 1) {
      this.#journal.add(`kill ${kill}`);
      if (kill % KILL_AT_START_EVERY === 0) await this.#killAtStart();
      else await this.#killWhileItWrites();
      await this.#checkFiles();
      await this.#home.homebridge.restart();
      await this.#home.app.reconnect();
      await this.#checkHome();
    }
    const { files, taps, checkedTaps } = this.#counts;
    const entries = this.#histories.reduce((sum, { lines }) => sum + lines.length, 0);
    console.log(
      `  ${this.#options.kills} kills, ${taps} taps before them; ${files} files read, none damaged;\n` +
        `  ${checkedTaps} acknowledged taps looked up in the histories, which have ${entries} entries now`,
    );
  }

  async #killWhileItWrites(): Promise<void> {
    const outlets = await this.#home.outlets();
    const taps: Tap[] = [];
    const phones = [1, 2].map(() => new Phone(this.#home.app, each => taps.push(...each), this.#journal));
    // Not tapped shortly before the kill, so that their last tap has to be stored.
    const resting = this.#home.plugs.filter(() => this.#random.chance(0.5));
    const killAt = performance.now() + this.#random.integer(3500, 5500);
    const tapping = phones.map(async (phone, index) => {
      // Each phone has outlets of its own, so that the order of the taps is known.
      const own = outlets.filter((_, at) => at % phones.length === index);
      while (performance.now() < killAt) {
        const isNearTheEnd = performance.now() > killAt - STORED_AFTER_MS - 200;
        const mayBeTapped = own.filter(({ owner }) => !isNearTheEnd || !resting.includes(owner));
        const { owner: plug, channel } = this.#random.pick(mayBeTapped.length > 0 ? mayBeTapped : own);
        await phone.tap([{ plug, channel, on: this.#random.chance(0.5) }], outlets);
        await sleep(this.#random.integer(0, 150));
      }
    });
    await sleep(killAt - 150 - performance.now());
    this.#totals = await this.#shownTotals(outlets);
    await sleep(Math.max(0, killAt - performance.now()));
    const killedAt = performance.now();
    await this.#home.homebridge.kill();
    this.#journal.add('killed while it writes');
    await Promise.all(phones.map(phone => phone.abandon()));
    await Promise.all(tapping);
    this.#counts.taps += taps.length;
    await this.#checkStored(taps, killedAt);
  }

  async #killAtStart(): Promise<void> {
    await this.#home.homebridge.kill();
    const start = this.#home.homebridge.restart().catch(() => undefined);
    await sleep(this.#random.integer(100, 4000));
    await this.#home.homebridge.kill();
    await start;
    this.#journal.add('killed while it starts');
  }

  /** Nothing that was stored is lost: the last tap of each plug with a history is in it, if it was not just before the kill. */
  async #checkStored(taps: readonly Tap[], killedAt: number): Promise<void> {
    const { histories } = await storedFiles(this.#home.homebridge.storage);
    for (const plug of this.#home.plugs) {
      const history = histories.find(({ uuid }) => uuid === plug.plug.uuid);
      const last = taps.findLast(tap => tap.plug === plug);
      if (history === undefined || last?.status !== 0 || last.to > killedAt - STORED_AFTER_MS) continue;
      this.#counts.checkedTaps += 1;
      const line: unknown = JSON.parse(history.lines.at(-1) ?? 'null');
      const on: unknown = Array.isArray(line) ? line[2] : undefined;
      if (on === (last.on ? 1 : 0)) continue;
      const name = outletName({ owner: plug, channel: last.channel });
      this.#fail([`the history of ${name} ends with ${JSON.stringify(line)}, the last tap was ${String(last.on)}`]);
    }
  }

  async #checkFiles(): Promise<void> {
    const { histories, count, findings } = await storedFiles(this.#home.homebridge.storage);
    this.#counts.files += count;
    this.#fail(findings);
    for (const { uuid, lines } of this.#histories) {
      const now = histories.find(each => each.uuid === uuid)?.lines ?? [];
      const isKept = lines.every((line, index) => now[index] === line);
      if (!isKept) this.#fail([`the history of ${uuid} has lost entries: ${lines.length} before, ${now.length} now`]);
    }
    this.#histories = histories;
  }

  /** Everything is as before: the same tiles, what the relays are, and no total that fell. */
  async #checkHome(): Promise<void> {
    const outlets = await this.#home.outlets();
    const tiles = tilesOf(outlets);
    if (tiles !== this.#tiles) this.#fail([`other tiles than before: ${tiles} instead of ${this.#tiles}`]);
    await until(
      async () => (await disagreements(this.#home.app, outlets)).length === 0,
      READY_MS,
      'HomeKit agrees with every plug',
    ).catch((error: unknown) => this.#fail([String(error)]));
    const totals = await this.#shownTotals(outlets);
    for (const [name, before] of this.#totals) {
      const now = totals.get(name);
      if (now === undefined || before - now > STEP_KWH)
        this.#fail([`the total of ${name} fell from ${before} to ${String(now)} kWh`]);
    }
    this.#totals = totals;
    const { log } = this.#home.homebridge;
    const damage = log.split('\n').filter(line => /damaged|quarantine|corrupt/i.test(line));
    this.#fail(damage);
    const { findings } = await storedFiles(this.#home.homebridge.storage);
    this.#fail(findings);
  }

  /** The kWh of every outlet that shows them. */
  async #shownTotals(outlets: readonly ShownOutlet[]): Promise<Totals> {
    const totals = new Map<string, number>();
    for (const outlet of outlets) {
      if (outlet.tile.iids['KilowattHours'] === undefined) continue;
      const { value, status } = await this.#home.app.read(outlet.tile, 'KilowattHours');
      if (status === 0 && typeof value === 'number') totals.set(outletName(outlet), value);
    }
    return totals;
  }

  #fail(findings: readonly string[]): void {
    if (findings.length === 0) return;
    const { seed, kills } = this.#options;
    throw new Error(
      `${findings.join('\n')}\n\nAgain: npm run chaos -- --seed ${seed} --kills ${kills}\n\n` +
        `The last events:\n${this.#journal.last}\n\nThe log of Homebridge:\n` +
        this.#home.homebridge.log.split('\n').slice(-40).join('\n'),
    );
  }
}

/** What HomeKit knows the tiles by: if any of it changed, rooms and scenes would be lost. */
const tilesOf = (outlets: readonly ShownOutlet[]): string =>
  outlets.map(outlet => `${outletName(outlet)}=${outlet.tile.aid}.${String(outlet.tile.iids['On'])}`).join(' ');
