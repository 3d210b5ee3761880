import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { SimulatedPlug } from '../../../simulator/index.ts';
import { plain } from '../show/plain.ts';

/** Shown first, and on request. */
const HINT = 'Type 1 to press the button of plug 1, 2.3 for outlet 3 of plug 2, or help.';
const HELP = `1, or press 1   press the button of plug 1 (2.3: of outlet 3 of plug 2)
unplug 1        unplug plug 1
plug 1          plug it in again
load 1 60       connect a load of 60 W
state           show what is on
help            this text`;

/** The sockets of a plug: of several channels, 0 is the master button. */
export function channelsOf({ model: { channels } }: SimulatedPlug): readonly number[] {
  return channels.length > 1 ? channels.filter(channel => channel !== 0) : channels;
}

/**
 * Carries out the lines that are typed at a terminal, one after the other, and prints the results.
 * @returns a function that stops it
 */
export function listenToKeyboard(
  input: Readable,
  plugs: readonly SimulatedPlug[],
  print: (text: string) => void,
): () => void {
  const commands = new KeyboardCommands(plugs);
  const lines = createInterface({ input, terminal: false });
  let queue = Promise.resolve();
  print(HINT);
  lines.on('line', line => {
    queue = queue.then(async () => {
      const reply = await commands.run(line).catch((error: unknown) => String(error));
      if (reply !== '') print(reply);
    });
  });
  // The terminal may be closed; the simulation goes on.
  input.on('error', () => undefined);
  return () => {
    lines.close();
    input.destroy();
  };
}

const LINE = /^(?:(?<verb>[a-z]+)\s*)?(?:(?<number>\d+)(?:\.(?<outlet>\d+))?)?(?:\s+(?<watts>\d+(?:\.\d+)?)\s*w?)?$/;

/** The commands that can be typed while plugs are simulated. */
export class KeyboardCommands {
  readonly #plugs: readonly SimulatedPlug[];
  readonly #unplugged = new Set<SimulatedPlug>();

  constructor(plugs: readonly SimulatedPlug[]) {
    this.#plugs = plugs;
  }

  /** Carries out one line. @returns the text to show; empty for an empty line */
  async run(line: string): Promise<string> {
    const text = line.trim().toLowerCase();
    if (text === '') return '';
    const { verb = 'press', number = '', outlet, watts } = LINE.exec(text)?.groups ?? { verb: 'unknown' };
    if (verb === 'help') return HELP;
    if (verb === 'state') return this.#plugs.map(plug => this.#stateOf(plug)).join('\n');
    if (!VERBS.includes(verb)) return `"${plain(line.trim())}" is not a command. The commands are:\n${HELP}`;
    const plug = this.#plugs[Number(number) - 1];
    if (plug === undefined)
      return `Which plug? There ${this.#plugs.length === 1 ? 'is only 1' : `are 1 to ${this.#plugs.length}`}.`;
    const all = channelsOf(plug);
    const channel = outlet === undefined ? all[0] : Number(outlet);
    if (channel === undefined || !plug.model.channels.includes(channel)) return 'It has no such outlet.';
    return this.#carryOut(verb, plug, channel, watts);
  }

  async #carryOut(verb: string, plug: SimulatedPlug, channel: number, watts: string | undefined): Promise<string> {
    if (verb === 'load') {
      if (watts === undefined) return 'How many watts? Such as: load 1 60';
      if (!channelsOf(plug).includes(channel)) return 'It has no such outlet.';
      plug.setLoad(Number(watts), channel);
      return `The load is ${watts} W while the outlet is on.`;
    }
    if (verb === 'press') plug.press(channel);
    if (verb === 'unplug') await plug.unplug();
    if (verb === 'plug') await plug.plugIn();
    if (verb === 'unplug') this.#unplugged.add(plug);
    if (verb === 'plug') this.#unplugged.delete(plug);
    return this.#stateOf(plug);
  }

  #stateOf(plug: SimulatedPlug): string {
    const all = channelsOf(plug);
    const states = all.map(channel => `${all.length > 1 ? `${channel} ` : ''}${plug.isOn(channel) ? 'on' : 'off'}`);
    const what = this.#unplugged.has(plug) ? 'unplugged' : states.join(', ');
    return `${this.#plugs.indexOf(plug) + 1}  ${plug.model.id}: ${what}`;
  }
}

const VERBS = ['press', 'unplug', 'plug', 'load'];
