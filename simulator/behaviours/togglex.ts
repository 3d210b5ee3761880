import { channelAt, isObject, type JsonObject } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { setAck, type PlugReply, type PlugRequest, getAck } from '../plug-message.ts';
import type { Behaviour } from './behaviour.ts';
import { hasOnlyKey } from './payload-key.ts';
import { replay, replayExactly } from './recorded.ts';

const everyChannel = 65535;
// -1 as an unsigned number of 32 bits: "no particular channel".
const noChannel = 4294967295;

/**
 * Control.ToggleX. A SET takes one object or an array of them; `onoff` has to be 1 or 0.
 *
 * The reply to a GET has the shape of the recording, or else of the generation: before 7.x one object for channel 0
 * with a stray top-level `channel` (seen: mss310 2.1.17), later an array of all channels beside the channel 4294967295
 * (seen: mss110 7.3.37, mss305 8.3.15). A GET that names a channel gets that one; 65535 gets all.
 *
 * An mss310 1.1.13 was seen to lock its relay on any other `onoff`; what unlocks it is not known, so the plug hangs up.
 */
export const togglex: Behaviour = (core, request) => {
  if (request.method === 'GET') return get(core, request);
  return request.method === 'SET' && hasOnlyKey(request, 'togglex') ? set(core, request) : undefined;
};

function get(core: PlugCore, request: PlugRequest): PlugReply | undefined {
  const recorded = core.relays.isAsRecorded ? replayExactly(core, request) : undefined;
  if (recorded !== undefined) return recorded;
  const requested = request.payload['togglex'];
  if (isObject(requested) && 'channel' in requested) {
    const channel = channelAt(requested);
    if (channel === everyChannel) return getAck({ channel, togglex: core.relays.rows() });
    return channel !== undefined && core.relays.has(channel) ? singleRow(core, channel) : undefined;
  }
  const last = core.relays.isAsRecorded ? replay(core, request) : undefined;
  if (last !== undefined) return last;
  if (repliesWithList(core)) return getAck({ channel: noChannel, togglex: core.relays.rows() });
  return core.relays.has(0) ? singleRow(core, 0) : undefined;
}

function singleRow(core: PlugCore, channel: number): PlugReply {
  return getAck({ channel, togglex: core.relays.row(channel) });
}

function repliesWithList(core: PlugCore): boolean {
  const recorded = core.model.state.get('Appliance.Control.ToggleX');
  return recorded === undefined ? core.model.generation >= 7 : Array.isArray(recorded['togglex']);
}

function set(core: PlugCore, { payload }: PlugRequest): PlugReply | undefined {
  const value = payload['togglex'];
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  const turns = entries.map(entry => (isObject(entry) ? readEntry(core, entry) : undefined));
  const { arraySet } = core.faults;
  const limited = Array.isArray(value) && arraySet !== 'honoured';
  if (turns.includes(undefined) || (limited && arraySet === 'refused')) return undefined;
  const acting = limited ? turns.slice(0, arraySet === 'first only' ? 1 : 0) : turns;
  for (const turn of acting) if (turn !== undefined) core.relays.turn(turn.channel, turn.on);
  return setAck;
}

function readEntry(core: PlugCore, entry: JsonObject): { channel: number; on: boolean } | undefined {
  const channel = channelAt(entry);
  const onoff = entry['onoff'];
  if (channel === undefined || !core.relays.has(channel) || (onoff !== 0 && onoff !== 1)) return undefined;
  return { channel, on: onoff === 1 };
}
