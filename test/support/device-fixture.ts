import { MerossDevice } from '../../src/device/device.ts';
import type { Feature } from '../../src/device/feature.ts';
import { toggle } from '../../src/features/toggle.ts';
import { FakeClock } from './fake-clock.ts';
import { sessionOf } from './open-session.ts';
import { TestPlug } from './test-plug.ts';

export interface DeviceFixture {
  readonly clock: FakeClock;
  readonly plug: TestPlug;
  readonly device: MerossDevice;
}

interface Options {
  readonly channels?: readonly number[];
  readonly pollMs?: number;
  /** Abilities of the plug besides ToggleX, without `Appliance.`. */
  readonly abilities?: readonly string[];
  /** Features besides on and off. */
  readonly more?: readonly Feature[];
  readonly onLeftOut?: (namespace: string, forGood: boolean) => void;
}

/** A running device over a plug without a network, on a clock that the test moves. */
export function startDevice(options: Options = {}): DeviceFixture {
  const { channels = [0], pollMs = 5000, abilities = [], more = [], onLeftOut } = options;
  const clock = new FakeClock();
  const plug = new TestPlug(clock, { channels, abilities: ['Control.ToggleX', ...abilities] });
  const { info } = plug;
  const device = new MerossDevice({
    info,
    session: sessionOf(plug, info, clock, { pollMs }),
    features: [toggle, ...more],
    clock,
    pollMs,
    phase: 0.5,
    ...(onLeftOut && { onUnanswered: onLeftOut }),
  });
  device.start(plug.systemAll());
  return { clock, plug, device };
}
