import { MalformedError } from '../errors.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as multiple from '../protocol/namespaces/multiple.ts';
import { isPlug, outletChannels, plugInfo, type PlugInfo } from '../device/plug-info.ts';
import { meteringOf } from '../features/metering.ts';
import { showable } from '../transport/redaction.ts';
import { EXIT } from '../settings.ts';
import { fail, notChecked, ok, type FailedFinding, type Finding, type LayerResult } from './finding.ts';
import type { AuthenticatedPlug } from './key-fit-check.ts';
import type { ExaminedPlug } from './examined-plug.ts';

/** A plug whose identity is known. */
export interface VerifiedPlug extends AuthenticatedPlug {
  readonly info: PlugInfo;
  readonly system: systemAll.SystemAll;
}

const OTHER_PLUG =
  'Probably the router gave this address to another plug. Look up the address of the right plug in the router, and put it in ' +
  'the config; `meross-local discover` lists the plugs and their addresses. If you replaced the plug, write its new uuid ' +
  'into the config, or remove the old one.';

/** Whether the config expects another plug here. Checked before the key, because that key belongs to the expected plug. */
export function isOtherPlug({ uuid }: ExaminedPlug, found: string): boolean {
  return uuid !== undefined && uuid !== found;
}

/** The findings about another plug. */
export function otherPlugFindings(): readonly [Finding, FailedFinding] {
  return [
    notChecked('key', 'Another plug has this address, so the key was not tried.'),
    fail('identity', {
      exit: EXIT.otherDevice,
      says: 'Another Meross device has this address, not the one in the config.',
      todo: OTHER_PLUG,
      facts: { isExpected: false },
    }),
  ];
}

/** Checks that the plug describes itself consistently; reads its model and firmware. */
export function checkIdentity(
  { uuid }: ExaminedPlug,
  found: string,
  plug: AuthenticatedPlug,
): LayerResult<VerifiedPlug> {
  try {
    const system = systemAll.parse(plug.all.value.payload);
    const info = plugInfo(system, plug.abilities);
    if (info.uuid !== found) return { finding: unclearIdentity('Its reply has two different uuids.') };
    const { hardware, firmwareVersion } = system;
    const model = showable('type', hardware.type);
    const firmware = showable('version', firmwareVersion);
    const expectation = uuid === undefined ? '' : ', and the uuid that the config expects';
    const says = `Model ${model.toUpperCase()}, firmware ${firmware}${expectation}.`;
    const isExpected = uuid === undefined ? {} : { isExpected: true };
    const facts = { model, hardware: showable('version', hardware.version), firmware, ...isExpected };
    return { finding: ok('identity', { says, facts }), value: { ...plug, info, system } };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { finding: unclearIdentity('Its reply about its hardware and firmware makes no sense.') };
  }
}

function unclearIdentity(says: string): FailedFinding {
  return fail('identity', {
    exit: EXIT.failed,
    says,
    todo: 'Unplug the plug, wait ten seconds and plug it in again. If that does not help, please report it, with the file that --report writes.',
    facts: {},
  });
}

/** Checks by its abilities that the device is a plug. */
export function checkAbilities({ info }: VerifiedPlug): LayerResult<undefined> {
  const outlets = outletChannels(info).length;
  const facts = {
    abilities: Object.keys(info.abilities).length,
    outlets,
    meter: meteringOf(info) !== undefined,
    mostAtOnce: multiple.mostAtOnce(info.abilities),
  };
  if (!isPlug(info)) {
    const says =
      info.channels.length === 0
        ? 'It is a Meross device, but not a plug: it has nothing to switch.'
        : 'It is a Meross device, but not a plug: it switches something else than an outlet, such as a door, a light or a valve.';
    const todo = 'This plugin is for plugs and power strips only. Remove it from the config.';
    return { finding: fail('abilities', { exit: EXIT.refused, says, todo, facts }) };
  }
  const what = outlets === 1 ? 'one outlet' : `${outlets} outlets`;
  const says = `It switches ${what} and has ${facts.meter ? 'a' : 'no'} meter.`;
  return { finding: ok('abilities', { says, facts }), value: undefined };
}

/** Reports whether the plug encrypts its LAN messages; never a fault. */
export function checkEncryption({ session, abilities }: AuthenticatedPlug): Finding {
  const mayEncrypt = 'Appliance.Encrypt.ECDHE' in abilities;
  const facts = { listed: mayEncrypt, needed: session.quirks.encrypted };
  const plain = mayEncrypt
    ? 'It supports encrypted LAN messages, and accepts unencrypted ones too (normal).'
    : 'It does not encrypt its LAN messages (normal).';
  const says = session.quirks.encrypted ? 'It encrypts its LAN messages, and the plugin can read them.' : plain;
  return ok('encryption', { says, facts });
}
