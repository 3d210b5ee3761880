/** The command line that sets a plug up, and what it reads and asks. */
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { GivenUpError } from '../../src/errors.ts';
import type { UserQuestions } from '../../src/cli/setup/user-questions.ts';
import type { SimulatedPlug, SimulatedPlugOptions } from '../../simulator/index.ts';
import { PASSWORD } from '../unit/setup/simulated-setup.ts';
import { freePort } from '../support/homebridge.ts';
import { newPlug, onLoopback } from '../support/new-plug.ts';
import { someUuid } from '../support/simulated-home.ts';

export const WIFI = { MEROSS_WIFI_PASSWORD: PASSWORD };

/** A factory-new plug with a uuid of its own, and its port on the LAN. */
export async function newPlugWithPort(
  t: TestContext,
  options: Partial<SimulatedPlugOptions> = {},
): Promise<{ readonly plug: SimulatedPlug; readonly port: number }> {
  const port = await freePort();
  return { plug: await newPlug(t, { ...onLoopback, uuid: someUuid(), port, ...options }), port };
}

/** Where the plug will be, as options. */
export const lanOptions = (port: number): readonly string[] => ['--subnet', '127.0.0.1/32', '--port', String(port)];

/** The whole command line over the plug's own Wi-Fi, so that no question is asked. */
export function provisionOverAp({
  plug,
  port,
}: {
  readonly plug: SimulatedPlug;
  readonly port: number;
}): readonly string[] {
  return ['provision', '--ap', '--address', plug.host, '--ssid', 'Maison', ...lanOptions(port), '--yes'];
}

/** A file in a folder that ends with the test. */
export async function fileWith(t: TestContext, text: string, name = 'config.json', mode = 0o640): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'meross-setup-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const path = join(folder, name);
  await writeFile(path, text, { mode });
  return path;
}

export const modeOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;

/** Gives these answers in order, and records the questions; an answer that fails its check is an error. */
export function scriptedAnswers(...answers: readonly (string | boolean)[]): {
  questions: UserQuestions;
  asked: string[];
} {
  const asked: string[] = [];
  const rest = [...answers];
  const next = (message: string): string | boolean => {
    asked.push(message);
    const answer = rest.shift();
    if (answer === undefined) throw new GivenUpError('interrupted');
    return answer;
  };
  const text: UserQuestions['text'] = (message, check) => {
    const answer = String(next(message));
    const problem = check(answer);
    return problem === undefined ? Promise.resolve(answer) : Promise.reject(new Error(problem));
  };
  return {
    asked,
    questions: {
      choose: (message, choices) => {
        const answer = next(message);
        const choice = choices.find(({ label }) => label === answer);
        return choice ? Promise.resolve(choice.value) : Promise.reject(new Error(`no ${String(answer)}`));
      },
      text,
      secret: text,
      confirm: message => Promise.resolve(next(message) === true),
    },
  };
}
