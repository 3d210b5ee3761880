/** One Homebridge with one of the plugins, its own simulated plugs, and a paired controller. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HomeApp, type Outlet } from '../../test/support/home-app.ts';
import { startHomebridge, type HomebridgeOptions, type RunningHomebridge } from '../../test/support/homebridge.ts';
import { until } from '../../test/support/until.ts';
import type { PlugSpec, StartedPlug } from './plug-messages.ts';
import { PlugProcess } from './plug-process.ts';
import type { Subject } from './subjects.ts';

const READY_MS = 60_000;

export interface HomeOptions {
  /** More options of the plugin's block. */
  readonly options?: object;
  readonly nodeArgs?: HomebridgeOptions['nodeArgs'];
  /** A folder that stays when Homebridge is stopped, so that it can be started again. */
  readonly storage?: string;
}

export interface BenchHome {
  readonly subject: Subject;
  readonly plugs: PlugProcess;
  readonly started: readonly StartedPlug[];
  readonly homebridge: RunningHomebridge;
  readonly app: HomeApp;
  /** By plug, and in the order of its channels. */
  readonly outlets: readonly Outlet[];
  close(): Promise<void>;
}

/** Starts all of it, and waits until every outlet can be read. */
export async function startBenchHome(
  subject: Subject,
  specs: readonly PlugSpec[],
  { options, nodeArgs, storage }: HomeOptions = {},
): Promise<BenchHome> {
  const plugs = new PlugProcess();
  const started = await plugs.start(specs);
  const homebridge = await startHomebridge({
    platforms: [subject.platform(started, options)],
    ...(subject.plugin !== undefined && { plugin: subject.plugin }),
    ...(nodeArgs !== undefined && { nodeArgs }),
    ...(storage !== undefined && { storage }),
  });
  const app = await HomeApp.pair(homebridge);
  const close = async (): Promise<void> => {
    await app.close();
    await homebridge.stop();
    await plugs.close();
  };
  try {
    const expected = subject.name === 'empty' ? 0 : started.flatMap(({ channels }) => channels).length;
    const outlets = await until(() => listedLater(app, expected), READY_MS, `${expected} outlets of ${subject.name}`);
    return { subject, plugs, started, homebridge, app, outlets, close };
  } catch (error) {
    console.error(homebridge.log);
    await close();
    throw error;
  }
}

/**
 * Milliseconds between two readings of all accessories. Each one makes a JSON text of all of them, and a home that is asked
 * fifty times a second while it starts keeps the memory for that.
 */
const LISTED_EVERY_MS = 1000;

async function listedLater(app: HomeApp, expected: number): Promise<readonly Outlet[] | undefined> {
  const outlets = await listed(app, expected);
  if (outlets === undefined) await sleep(LISTED_EVERY_MS);
  return outlets;
}

/** The outlets in the order of their names, once there are so many. */
async function listed(app: HomeApp, expected: number): Promise<readonly Outlet[] | undefined> {
  const outlets = await app.outlets();
  if (outlets.length < expected) return undefined;
  const key = ({ accessoryName, serviceName }: Outlet): string => `${accessoryName} ${serviceName}`;
  return outlets.toSorted((one, other) => key(one).localeCompare(key(other), 'en', { numeric: true }));
}

/** Starts homes, one after another. */
export async function startHomes(
  subjects: readonly Subject[],
  specs: readonly PlugSpec[],
  options?: HomeOptions,
): Promise<readonly BenchHome[]> {
  const homes: BenchHome[] = [];
  for (const subject of subjects) homes.push(await startBenchHome(subject, specs, options));
  return homes;
}

export async function closeAll(homes: readonly BenchHome[]): Promise<void> {
  await Promise.all(homes.map(home => home.close()));
}
