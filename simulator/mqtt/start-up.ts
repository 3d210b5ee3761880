import type { Announcement } from '../envelope.ts';
import type { PlugCore } from '../plug-core.ts';
import { sleep } from '../sleep.ts';
import { bind, clockPush, consumptionConfigPush, reportPush, timePush } from './announcements.ts';
import type { MqttSettings } from './mqtt-options.ts';

/** The part of a broker connection that the start-up needs. */
export interface StartUpSession {
  announce(announcement: Announcement): void;
  /** Aborts when the broker has sent the time. */
  readonly clockReceived: AbortSignal;
  /** Aborts when the broker has acknowledged a Bind. */
  readonly bindAcknowledged: AbortSignal;
  /** Aborts when the connection has ended. */
  readonly ended: AbortSignal;
}

/**
 * Sends the first messages of a connection, until the broker has answered those that need it. False if the connection
 * ended before that, or the plug has given up on a mute broker, by a fault.
 */
export async function startUp(core: PlugCore, settings: MqttSettings, session: StartUpSession): Promise<boolean> {
  const isAcknowledged =
    settings.startUp === 'old'
      ? await requestTime(core, settings, session)
      : await requestBind(core, settings, session);
  if (!isAcknowledged) return false;
  session.announce(reportPush(core));
  session.announce(settings.startUp === 'old' ? bind(core, 'PUSH') : timePush(core));
  const config = consumptionConfigPush(core);
  if (config !== undefined) session.announce(config);
  return true;
}

function requestTime(core: PlugCore, { clockEveryMs }: MqttSettings, session: StartUpSession): Promise<boolean> {
  return repeatUntil(core, clockEveryMs, session.clockReceived, session.ended, () => {
    session.announce(clockPush(core));
  });
}

// If unanswered, it is repeated with a Report.
function requestBind(core: PlugCore, { bindEveryMs }: MqttSettings, session: StartUpSession): Promise<boolean> {
  let isFirst = true;
  return repeatUntil(core, bindEveryMs, session.bindAcknowledged, session.ended, () => {
    session.announce(bind(core, 'SET'));
    if (!isFirst) session.announce(reportPush(core));
    isFirst = false;
  });
}

async function repeatUntil(
  core: PlugCore,
  everyMs: number,
  acknowledged: AbortSignal,
  ended: AbortSignal,
  send: () => void,
): Promise<boolean> {
  const started = performance.now();
  for (;;) {
    send();
    const remainingMs = (core.faults.muteBrokerMs ?? Infinity) - (performance.now() - started);
    await sleep(Math.max(0, Math.min(everyMs, remainingMs)), AbortSignal.any([acknowledged, ended]));
    if (acknowledged.aborted || ended.aborted) return acknowledged.aborted && !ended.aborted;
    if (performance.now() - started >= (core.faults.muteBrokerMs ?? Infinity)) {
      core.wifi.leave();
      return false;
    }
  }
}
