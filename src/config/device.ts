import { type Block, type Field } from './block.ts';
import * as defaults from './defaults.ts';
import { HOST } from './host.ts';
import { CLOCK, KEY, numberWithin, oneOf, textUpTo, TRUE_OR_FALSE, UUID } from './kinds.ts';
import { readOutlets } from './outlets.ts';
import type { ApplianceConfig, ClockKeeper, DeviceConfig, LeftOut } from './types.ts';

const LEFT_OUT = 'This plug is left out until then, the others run.';
const NAME = textUpTo(defaults.NAME_MAX_LENGTH);
const TYPE = oneOf('outlet', 'switch', 'light');

/** A plug as read: complete, or what could be read of one that must be left out. */
export type DeviceReading =
  { readonly usable: true; readonly device: DeviceConfig } | { readonly usable: false; readonly device: LeftOut };

/**
 * Reads one entry of `devices`.
 *
 * A plug is left out only if running it could do harm or make no sense: if its `host`, `key` or `uuid` can't be used,
 * or if its `locked` is not understood, for a lock that is not understood must not count as open. Any other setting
 * that is wrong is reported and replaced by its default, and an unknown key is reported and ignored.
 *
 * @param platformKey the key for plugs without one of their own; `refused` if there is one that was reported already
 * @param clock that of plugs which do not say
 */
export function readDevice(block: Block, platformKey: Field<string>, clock: ClockKeeper): DeviceReading {
  const host = block.field('host', HOST, LEFT_OUT);
  if (!block.has('host')) block.refuse('host', HOST.needs(undefined), LEFT_OUT);
  const key = readKey(block, platformKey);
  const name = block.field('name', NAME, 'Until then it is named after its model.').value;
  const uuid = block.field('uuid', UUID, LEFT_OUT);
  const locked = block.field(
    'locked',
    TRUE_OR_FALSE,
    `${LEFT_OUT} A lock that is not understood never counts as open.`,
  );
  const optional = {
    type: block.withDefault('type', TYPE, defaults.DEFAULT_TYPE),
    outlets: readOutlets(block),
    inUseWatts: block.withDefault('inUseWatts', numberWithin(defaults.IN_USE_WATTS), defaults.IN_USE_WATTS.default),
    energy: block.withDefault('energy', TRUE_OR_FALSE, defaults.DEFAULT_ENERGY),
    led: block.withDefault('led', TRUE_OR_FALSE, defaults.DEFAULT_LED),
    autoOffMinutes: block.withDefault(
      'autoOffMinutes',
      numberWithin(defaults.AUTO_OFF_MINUTES),
      defaults.AUTO_OFF_MINUTES.default,
    ),
    clock: block.withDefault('clock', CLOCK, clock),
    ...readAppliance(block),
    oldTls: block.withDefault('oldTls', TRUE_OR_FALSE, defaults.DEFAULT_OLD_TLS),
  };
  const known = { path: block.path, ...host.value, ...(uuid.value !== undefined && { uuid: uuid.value }) };
  if (host.value === undefined || key === undefined || uuid.refused || locked.refused) {
    return { usable: false, device: known };
  }
  return {
    usable: true,
    device: {
      ...known,
      ...host.value,
      key,
      ...(name !== undefined && { name }),
      locked: locked.value ?? defaults.DEFAULT_LOCKED,
      ...optional,
    },
  };
}

function readKey(block: Block, platformKey: Field<string>): string | undefined {
  if (block.has('key')) return block.field('key', KEY, LEFT_OUT).value;
  if (platformKey.value === undefined && !platformKey.refused) {
    const needed =
      'write the key here, or once at the top level for all plugs; for a plug that really has an empty key, write ' +
      '"key": "" out';
    block.refuse('key', needed, LEFT_OUT);
  }
  return platformKey.value;
}

function readAppliance(device: Block): { readonly appliance?: ApplianceConfig } {
  const needed = 'a block such as { "runsAboveWatts": 10, "finishedAfterMinutes": 3 } is needed';
  const block = device.block('appliance', 'appliance', needed, 'It is ignored.');
  if (block === undefined) return {};
  const read = (key: string, bounds: defaults.Bounds): number =>
    block.withDefault(key, numberWithin(bounds), bounds.default);
  return {
    appliance: {
      runsAboveWatts: read('runsAboveWatts', defaults.RUNS_ABOVE_WATTS),
      finishedAfterMinutes: read('finishedAfterMinutes', defaults.FINISHED_AFTER_MINUTES),
    },
  };
}
