import { sleep, type Clock } from '../clock.ts';
import type { Command } from '../device/command.ts';
import type { RunningDevice } from '../device/feature.ts';
import type { PlugInfo } from '../device/plug-info.ts';
import type { Capability } from '../homekit/capability.ts';
import * as dndmode from '../protocol/namespaces/dndmode.ts';
import type { FeatureDeclaration } from './feature-declaration.ts';

/** Rarely, because users hardly ever change the light in another app. */
const ASK_EVERY_SECONDS = 300;
/** Enough times to be noticed, and slowly enough for a plug. */
const BLINKS = 3;
const BLINK_MS = 600;
/** How many attempts to restore the light if the plug fails, and the interval between them. */
const TRIES = 10;
const RETRY_MS = 10_000;

/** The command that turns the status light on or off. */
export function ledCommand(isLit: boolean): Command {
  return { key: 'led', request: dndmode.set(isLit), proves: [{ kind: 'led', channel: 0, isLit }] };
}

/** The status light: as a switch of its own if the config asks for it, and to identify the plug. */
export function led({ isShown, clock }: { readonly isShown: boolean; readonly clock: Clock }): Capability {
  let runningSignal: AbortSignal | undefined;
  let isBlinking = false;
  return {
    supports: hasLight,

    queries: () => (isShown ? [{ request: dndmode.get(), every: ASK_EVERY_SECONDS, replyBytes: 25 }] : []),

    read({ header, payload }) {
      const hasMode = header.namespace === dndmode.NAMESPACE && 'DNDMode' in payload;
      return hasMode ? [{ kind: 'led', channel: 0, isLit: dndmode.parse(payload) }] : [];
    },

    start(_device, signal) {
      runningSignal = signal;
    },

    bindPlug(plug) {
      plug.onIdentify(async device => {
        const signal = runningSignal;
        // While the light blinks already, its state is not the one to restore.
        if (!signal || isBlinking) return;
        isBlinking = true;
        try {
          await blink(device, ms => sleep(clock, ms, signal));
        } finally {
          isBlinking = false;
        }
      });
      if (!isShown) return;
      const { On } = plug.hap.Characteristic;
      const ledSwitch = plug.service(plug.hap.Service.Switch, 'status light');
      ledSwitch.show(On, state => state.get('led')?.isLit);
      ledSwitch.write(On, value => ledCommand(value === true || value === 1));
    },
  };
}

export const feature = {
  option: 'led',
  create: (config, { clock }) => led({ isShown: config.led, clock }),
  unsupportedReason: (config, plug) => (config.led && !hasLight(plug) ? 'lightNotSwitchable' : undefined),
} satisfies FeatureDeclaration;

const hasLight = ({ abilities }: PlugInfo): boolean => dndmode.NAMESPACE in abilities;

/** Blinks, and restores the light. The load is never switched. */
async function blink(device: RunningDevice, delay: Delay): Promise<void> {
  const isLit = dndmode.parse((await device.query(dndmode.get())).payload);
  try {
    for (let step = 0; step < 2 * BLINKS; step += 1) {
      await device.send(ledCommand(step % 2 === 0 ? !isLit : isLit));
      await delay(BLINK_MS);
    }
  } finally {
    await restoreLight(device, isLit, delay);
  }
}

async function restoreLight(device: RunningDevice, isLit: boolean, delay: Delay): Promise<void> {
  for (let left = TRIES; ; left -= 1) {
    try {
      await device.send(ledCommand(isLit));
      return;
    } catch (error) {
      if (left === 1) throw error;
      await delay(RETRY_MS);
    }
  }
}

/** Rejects when the device has stopped. */
type Delay = (ms: number) => Promise<void>;
