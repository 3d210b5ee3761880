import { MalformedError } from '../../errors.ts';
import { outletChannels } from '../../device/plug-info.ts';
import * as electricity from '../../protocol/namespaces/electricity.ts';
import { volts, watts } from '../show/numbers.ts';
import { notLookedAt, ok, warn, type Finding } from './finding.ts';
import { isClockWrong } from './plug-clock.ts';
import { isAnswer, troubleOf } from './plug-talk.ts';
import type { Known } from './who.ts';

const LAYER = 'meter';
const REPORT = 'The plug works without it. If it did measure before, pull it out and put it back in.';

/** Does it measure? */
export async function lookAtMeter(known: Known): Promise<Finding> {
  const { talk, info, system } = known;
  if (!(electricity.NAMESPACE in info.abilities))
    return notLookedAt(LAYER, 'It has no meter, or none of the usual kind.');
  const [channel = 0] = outletChannels(info);
  const answer = await talk.ask(electricity.get(channel));
  if (!isAnswer(answer)) {
    const { says, why } = troubleOf(answer);
    return warn(LAYER, { says: `Asked for its meter, ${says}.`, todo: REPORT, facts: { why } });
  }
  const now = read(answer.value.payload);
  if (now === undefined) {
    return warn(LAYER, { says: 'What its meter says makes no sense.', todo: REPORT, facts: { why: 'malformed' } });
  }
  const isOn = system.toggles.find(toggle => toggle.channel === channel)?.on === true;
  const facts = { on: isOn, readsZero: now.watts === 0, volts: now.volts };
  if (!isOn || now.watts > 0) {
    const state = isOn ? '' : ', while it is off';
    return ok(LAYER, { says: `It measures ${watts(now.watts)} at ${volts(now.volts)}${state}.`, facts });
  }
  const says = `It is on and measures 0 W at ${volts(now.volts)}. If nothing runs on it, that is right.`;
  if (!isClockWrong(known)) return ok(LAYER, { says, facts });
  return warn(LAYER, {
    says: `${says} If something does: plugs have been seen to measure nothing as long as time or time zone are not set.`,
    todo: 'Set its clock and time zone (above); if it then still reads 0 under load, pull it out and put it back in.',
    facts,
  });
}

function read(payload: Parameters<typeof electricity.parse>[0]): electricity.Electricity | undefined {
  try {
    return electricity.parse(payload)[0];
  } catch (error) {
    if (error instanceof MalformedError) return undefined;
    throw error;
  }
}
