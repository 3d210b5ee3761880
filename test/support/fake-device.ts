import { MerossDevice } from '../../src/device/device.ts';
import type { Feature } from '../../src/device/feature.ts';
import { plugInfo } from '../../src/device/plug-info.ts';
import { toggle } from '../../src/features/toggle.ts';
import * as systemAll from '../../src/protocol/namespaces/system-all.ts';
import { FakeClock } from './fake-clock.ts';
import { FakePlug } from './fake-plug.ts';
import { sessionOf } from './open-session.ts';

export interface FakeDevice {
  readonly clock: FakeClock;
  readonly plug: FakePlug;
  readonly device: MerossDevice;
}

interface Options {
  readonly channels?: readonly number[];
  readonly pollMs?: number;
  /** Features beside on and off. */
  readonly more?: readonly Feature[];
  readonly onLeftOut?: (namespace: string, forGood: boolean) => void;
}

/** A running device over a plug without a network, on a clock that the test moves. */
export function startDevice({ channels = [0], pollMs = 5000, more = [], onLeftOut }: Options = {}): FakeDevice {
  const clock = new FakeClock();
  const plug = new FakePlug(clock, channels);
  const message = plug.message('GETACK', systemAll.NAMESPACE, plug.state());
  const info = plugInfo(systemAll.parse(message.payload), { 'Appliance.Control.ToggleX': {} });
  const device = new MerossDevice({
    info,
    session: sessionOf(plug, info, clock, { pollMs }),
    features: [toggle, ...more],
    clock,
    pollMs,
    phase: 0.5,
    ...(onLeftOut && { onUnanswered: onLeftOut }),
  });
  device.start(message);
  return { clock, plug, device };
}
