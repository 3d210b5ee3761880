import { channelAt, type JsonObject, numberAt, objectAt } from '../json.ts';
import type { PlugCore } from '../plug-core.ts';
import { getAck } from '../plug-message.ts';
import type { Behaviour } from './behaviour.ts';
import { replay, replayExactly } from './recorded.ts';

const namespace = 'Appliance.Control.Electricity';

// 230 V, where the trace has no measurement.
const usualVoltage = 2300;

/**
 * Control.Electricity: as recorded until the power changes; then power in mW, voltage in 0.1 V (always that of the
 * trace), current in mA with a power factor of 1. Voltage is there while the relay is off. `config` as recorded here or
 * in ConsumptionConfig; firmware 1.x has none.
 */
export const electricity: Behaviour = (core, request) => {
  if (request.method !== 'GET') return undefined;
  const channel = channelAt(objectAt(request.payload, 'electricity'));
  if (channel === undefined || !core.relays.has(channel)) return undefined;
  const recorded = objectAt(core.model.state.get(namespace) ?? {}, 'electricity');
  if (core.flowIsAsRecorded) {
    const replayed = channelAt(recorded) === channel ? replay(core, request) : replayExactly(core, request);
    if (replayed !== undefined) return replayed;
  }
  const watts = core.watts(core.relays.outlets.includes(channel) ? channel : undefined);
  const measured = numberAt(recorded, 'voltage') ?? 0;
  // A meter that showed 0 V when it was recorded would divide by 0.
  const voltage = measured > 0 ? measured : usualVoltage;
  const current = Math.round((watts * 1000) / (voltage / 10));
  return getAck({
    electricity: { channel, current, voltage, power: Math.round(watts * 1000), ...config(core, recorded) },
  });
};

function config(core: PlugCore, recorded: JsonObject): JsonObject {
  if ('config' in recorded) return { config: recorded['config'] };
  const calibration = core.model.state.get('Appliance.Control.ConsumptionConfig');
  return calibration === undefined || core.model.generation === 1 ? {} : { config: calibration['config'] };
}
