import type { Announcement } from '../envelope.ts';
import type { PlugCore } from '../plug-core.ts';
import { sleep } from '../sleep.ts';
import { bind, clockPush, consumptionConfigPush, reportPush, timePush } from './announcements.ts';
import type { MqttSettings } from './options.ts';

/** One connection to a broker, as far as the start-up needs it. */
export interface Conversation {
  say(announcement: Announcement): void;
  /** Aborts when the broker has told the time. */
  readonly clockAnswered: AbortSignal;
  /** Aborts when the broker has acknowledged a Bind. */
  readonly bindAnswered: AbortSignal;
  /** Aborts when the connection has ended. */
  readonly ended: AbortSignal;
}

/**
 * What a plug says when it has connected, until its broker has answered what it must. False when the connection ended
 * before that, or the plug has given up on a mute broker, which a fault makes it do.
 */
export async function startUp(core: PlugCore, settings: MqttSettings, to: Conversation): Promise<boolean> {
  const isAnswered = settings.startUp === 'old' ? await askTime(core, settings, to) : await askBind(core, settings, to);
  if (!isAnswered) return false;
  to.say(reportPush(core));
  to.say(settings.startUp === 'old' ? bind(core, 'PUSH') : timePush(core));
  const config = consumptionConfigPush(core);
  if (config !== undefined) to.say(config);
  return true;
}

function askTime(core: PlugCore, { clockEveryMs }: MqttSettings, to: Conversation): Promise<boolean> {
  return repeat(core, clockEveryMs, to.clockAnswered, to.ended, () => {
    to.say(clockPush(core));
  });
}

// Unanswered it comes back with a Report.
function askBind(core: PlugCore, { bindEveryMs }: MqttSettings, to: Conversation): Promise<boolean> {
  let isFirst = true;
  return repeat(core, bindEveryMs, to.bindAnswered, to.ended, () => {
    to.say(bind(core, 'SET'));
    if (!isFirst) to.say(reportPush(core));
    isFirst = false;
  });
}

async function repeat(
  core: PlugCore,
  everyMs: number,
  answered: AbortSignal,
  ended: AbortSignal,
  ask: () => void,
): Promise<boolean> {
  const started = performance.now();
  for (;;) {
    ask();
    const patienceMs = (core.faults.muteBrokerMs ?? Infinity) - (performance.now() - started);
    await sleep(Math.max(0, Math.min(everyMs, patienceMs)), AbortSignal.any([answered, ended]));
    if (answered.aborted || ended.aborted) return answered.aborted && !ended.aborted;
    if (performance.now() - started >= (core.faults.muteBrokerMs ?? Infinity)) {
      core.wifi.leave();
      return false;
    }
  }
}
