import { channelAt, isObject, type JsonObject } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { acknowledged, type Answer, type Question, told } from '../question.ts';
import type { Behaviour } from './behaviour.ts';
import { isWellSet } from './payload-key.ts';
import { replay, replayExactly } from './recorded.ts';

const everyChannel = 65535;
// -1 as an unsigned number of 32 bits: "no particular channel".
const noChannel = 4294967295;

/**
 * Control.ToggleX. A SET takes one object or an array of them; `onoff` has to be 1 or 0.
 *
 * A GET is answered in the dialect of the recording, or where there is none of the generation: before 7.x one object
 * for channel 0 with a stray top-level `channel` (seen: mss310 2.1.17), later an array of all channels beside the
 * channel 4294967295 (seen: mss110 7.3.37, mss305 8.3.15). A GET that names a channel gets that one; 65535 gets all.
 *
 * An mss310 1.1.13 was seen to lock its relay on any other `onoff`; what unlocks it is not known, so we hang up.
 */
export const togglex: Behaviour = (core, question) => {
  if (question.method === 'GET') return get(core, question);
  return question.method === 'SET' && isWellSet(question, 'togglex') ? set(core, question) : undefined;
};

function get(core: PlugCore, question: Question): Answer | undefined {
  const recorded = core.relays.isAsRecorded ? replayExactly(core, question) : undefined;
  if (recorded !== undefined) return recorded;
  const asked = question.payload['togglex'];
  if (isObject(asked) && 'channel' in asked) {
    const channel = channelAt(asked);
    if (channel === everyChannel) return told({ channel, togglex: core.relays.rows() });
    return channel !== undefined && core.relays.has(channel) ? one(core, channel) : undefined;
  }
  const last = core.relays.isAsRecorded ? replay(core, question) : undefined;
  if (last !== undefined) return last;
  if (answersWithList(core)) return told({ channel: noChannel, togglex: core.relays.rows() });
  return core.relays.has(0) ? one(core, 0) : undefined;
}

function one(core: PlugCore, channel: number): Answer {
  return told({ channel, togglex: core.relays.row(channel) });
}

function answersWithList(core: PlugCore): boolean {
  const recorded = core.model.state.get('Appliance.Control.ToggleX');
  return recorded === undefined ? core.model.generation >= 7 : Array.isArray(recorded['togglex']);
}

function set(core: PlugCore, { payload }: Question): Answer | undefined {
  const value = payload['togglex'];
  const wishes: readonly unknown[] = Array.isArray(value) ? value : [value];
  const turns = wishes.map(wish => (isObject(wish) ? readWish(core, wish) : undefined));
  const { arraySet } = core.faults;
  const limited = Array.isArray(value) && arraySet !== 'honoured';
  if (turns.includes(undefined) || (limited && arraySet === 'refused')) return undefined;
  const acting = limited ? turns.slice(0, arraySet === 'first only' ? 1 : 0) : turns;
  for (const turn of acting) if (turn !== undefined) core.relays.turn(turn.channel, turn.on);
  return acknowledged;
}

function readWish(core: PlugCore, wish: JsonObject): { channel: number; on: boolean } | undefined {
  const channel = channelAt(wish);
  const onoff = wish['onoff'];
  if (channel === undefined || !core.relays.has(channel) || (onoff !== 0 && onoff !== 1)) return undefined;
  return { channel, on: onoff === 1 };
}
