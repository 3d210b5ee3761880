import { outletChannels } from '../device/plug-info.ts';
import type { MeasuredPlug } from './measured-plug.ts';

/** The page that Prometheus reads, and its media type. */
export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/**
 * The metrics of all plugs in Prometheus's text format, from what is known already. Only valid values are in it: the watts
 * of an unreachable plug are absent, not 0.
 *
 * Energy is in kWh, not in joules, the base unit by Prometheus's conventions: meters, bills, Eve and `meross-local energy`
 * are in kWh, and with it `increase(…[1d])` is the number that people look for. Watts are a metric of their own.
 *
 * prom-client is loaded by the first call, because most installations have no use for it.
 */
export async function metricsPage(plugs: readonly MeasuredPlug[]): Promise<MetricsPage> {
  const { Counter, Gauge, Registry } = await import('prom-client');
  // Made anew for each page, so that nothing remains of a plug that is gone.
  const registry = new Registry();
  const options = { registers: [registry] };
  const ofPlug = { ...options, labelNames: ['uuid', 'name'] as const };
  const ofOutlet = { ...options, labelNames: ['uuid', 'name', 'outlet'] as const };
  const metrics = {
    reachable: new Gauge({ ...ofPlug, name: 'meross_plug_reachable', help: 'Whether the plug answers: 1 or 0.' }),
    roundTrip: new Gauge({
      ...ofPlug,
      name: 'meross_round_trip_seconds',
      help: 'Time from the last query to its reply.',
    }),
    on: new Gauge({ ...ofOutlet, name: 'meross_outlet_on', help: 'Whether the outlet is on: 1 or 0.' }),
    watts: new Gauge({ ...ofOutlet, name: 'meross_power_watts', help: 'Power now; below 0 where it flows back.' }),
    energy: new Counter({
      ...ofOutlet,
      name: 'meross_energy_kilowatt_hours_total',
      help: "Energy by the plug's own counter, since the plugin knows the plug or Eve has reset it.",
    }),
  };
  for (const { labels, device } of distinct(plugs)) {
    const isReachable = device?.state.get('reachable')?.reachable === true;
    metrics.reachable.set(labels, Number(isReachable));
    if (device === undefined) continue;
    const { state, info, roundTripMs } = device;
    if (isReachable && roundTripMs !== undefined) metrics.roundTrip.set(labels, roundTripMs / 1000);
    for (const channel of outletChannels(info)) {
      const outlet = { ...labels, outlet: String(channel) };
      const on = state.get('toggle', channel)?.on;
      const watts = state.get('power', channel)?.watts;
      const wattHours = state.get('energy', channel)?.wattHours;
      if (isReachable && on !== undefined) metrics.on.set(outlet, Number(on));
      if (isReachable && watts !== undefined) metrics.watts.set(outlet, watts);
      // What was counted stays true while the plug is away.
      if (wattHours !== undefined) metrics.energy.inc(outlet, wattHours / 1000);
    }
  }
  return { contentType: registry.contentType, text: await registry.metrics() };
}

/** Each plug once: two entries of the config may be the same plug, and then the first one that is connected counts. */
function distinct(
  plugs: readonly MeasuredPlug[],
): readonly (Pick<MeasuredPlug, 'device'> & { readonly labels: { readonly uuid: string; readonly name: string } })[] {
  const found = new Map<string, MeasuredPlug>();
  for (const plug of plugs) {
    const id = plug.uuid ?? ` ${plug.name}`;
    if (found.get(id)?.device === undefined) found.set(id, plug);
  }
  return [...found.values()].map(({ uuid = '', name, device }) => ({ labels: { uuid, name }, device }));
}
