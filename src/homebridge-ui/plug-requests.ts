import { labelOf } from '../cli/plug/named-plug.ts';
import { checkIsPlug, switchOutlet } from '../cli/plug/outlet-switching.ts';
import { openPlug, type OpenPlug } from '../cli/plug/open-plug.ts';
import { measurementsOf } from '../cli/plug/plug-meters.ts';
import { UnsupportedError } from '../errors.ts';
import { HIGHEST_CHANNEL, type JsonObject } from '../protocol/decode.ts';
import type { Failure, Requests } from './api.ts';
import { booleanAt, numberAt, targetOf } from './bodies.ts';
import { orFailure } from './failures.ts';
import { outletDetails, plugDetails, totalWatts } from './plug-details.ts';
import type { ServerContext } from './server-context.ts';

/**
 * Identifies the plug of a request and runs `work` with it, in its turn. Another plug than the one in the body gets no
 * command.
 */
export function withPlugOf<T extends object>(
  body: JsonObject,
  context: ServerContext,
  work: (plug: OpenPlug) => Promise<T>,
  isCommand = false,
): Promise<T | { readonly failure: Failure }> {
  const { address, key, uuid } = targetOf(body);
  const label = labelOf(address);
  const { configPath } = context;
  const target = {
    ...{ address, label, key, config: undefined, configuredKey: key },
    ...(uuid !== undefined && { uuid }),
    ...(configPath !== undefined && { configFile: configPath }),
  };
  return orFailure(label, context.texts, () =>
    context.plugs.run(address, isCommand, async () => work(await openPlug(target, context))),
  );
}

/** `/plug` */
export function plugRequest(body: JsonObject, context: ServerContext): Promise<Requests['/plug']['reply']> {
  return withPlugOf(body, context, async plug => ({ plug: await plugDetails(plug, context) }));
}

/** `/state` */
export function stateRequest(body: JsonObject, context: ServerContext): Promise<Requests['/state']['reply']> {
  return withPlugOf(body, context, async plug => {
    const meters = await measurementsOf(plug);
    const watts = totalWatts(meters);
    return { uuid: plug.info.uuid, outlets: outletDetails(plug, meters), ...(watts !== undefined && { watts }) };
  });
}

/** `/switch` */
export function switchRequest(body: JsonObject, context: ServerContext): Promise<Requests['/switch']['reply']> {
  const channel = numberAt(body, 'channel', 0, HIGHEST_CHANNEL);
  const on = booleanAt(body, 'on');
  const work = async (plug: OpenPlug): Promise<{ readonly on: boolean }> => {
    checkIsPlug(plug);
    if (!plug.info.channels.includes(channel)) throw new UnsupportedError(`it has no outlet ${channel}`);
    await switchOutlet(plug, { channel, on }, context);
    return { on };
  };
  return withPlugOf(body, context, work, true);
}
