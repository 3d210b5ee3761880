import { commandsIn, type SeenCommand } from '../commands.ts';
import { outletName, type ChaosPlug } from '../plug.ts';
import type { Tap } from '../tapper.ts';

/** A plug with sleepy Wi-Fi reads a request after so many milliseconds, when its sender may have given up. */
const LATE_MS = 4500;

/**
 * Two rules about commands, by what the plugs have read and done:
 *
 * - No command to another plug: the uuid in the header of every command is that of the plug which has read it, and every
 *   command belongs to a tap on this outlet with this state at that time.
 * - No false OK: when a tap got OK, its plug has read the command between the tap and the reply, and the relay had that
 *   state at a moment in between. A later tap on the same outlet may have replaced the command before it was sent; then
 *   the command of the later tap counts.
 */
export class CommandRules {
  readonly #plugs: readonly ChaosPlug[];
  #checkedTo = 0;
  /** How many commands the plugs have read, and how many taps got OK. */
  readonly counts = { commands: 0, ok: 0, failed: 0 };

  constructor(plugs: readonly ChaosPlug[]) {
    this.#plugs = plugs;
  }

  /**
   * Checks what has happened since the last call. Call it when no tap is waiting.
   * @param taps every tap since that call
   */
  check(taps: readonly Tap[]): readonly string[] {
    const from = this.#checkedTo;
    this.#checkedTo = performance.now();
    const commands = new Map(
      this.#plugs.map(owner => [
        owner,
        owner.plug.requests.filter(({ at }) => at >= from && at < this.#checkedTo).flatMap(commandsIn),
      ]),
    );
    const misdirected = [...commands].flatMap(([owner, list]) =>
      list.flatMap(command => this.#directionOf(owner, command, taps)),
    );
    const falseOks = taps.flatMap(tap => this.#outcomeOf(tap, commands.get(tap.plug) ?? [], taps));
    return [...misdirected, ...falseOks];
  }

  #directionOf(owner: ChaosPlug, command: SeenCommand, taps: readonly Tap[]): readonly string[] {
    const { at, channel, on, uuid } = command;
    this.counts.commands += 1;
    const what = `${outletName({ owner, channel })} got a command "${on ? 'on' : 'off'}" at ${Math.round(at)} ms`;
    if (uuid !== '' && uuid !== owner.plug.uuid) return [`${what} that was for the plug ${uuid}`];
    const isTapped = taps.some(
      tap => tap.plug === owner && tap.channel === channel && tap.on === on && tap.from <= at && at <= tap.to + LATE_MS,
    );
    return isTapped ? [] : [`${what}, without a tap`];
  }

  #outcomeOf(tap: Tap, commands: readonly SeenCommand[], taps: readonly Tap[]): readonly string[] {
    const { plug, channel, on, from, to, status } = tap;
    if (status !== 0) {
      this.counts.failed += 1;
      return [];
    }
    this.counts.ok += 1;
    const isLater = (other: Tap): boolean =>
      other.plug === plug && other.channel === channel && other.from >= from && other.from <= to;
    const states = new Set([on, ...taps.filter(isLater).map(other => other.on)]);
    const isDone = commands.some(
      command =>
        command.channel === channel &&
        states.has(command.on) &&
        command.at >= from &&
        command.at <= to &&
        plug.relays.had(channel, command.on, command.at, to),
    );
    if (isDone) return [];
    const name = outletName({ owner: plug, channel });
    return [`false OK: the tap "${name} ${on ? 'on' : 'off'}" from ${Math.round(from)} to ${Math.round(to)} ms`];
  }
}
