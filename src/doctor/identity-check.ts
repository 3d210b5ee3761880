import { MalformedError } from '../errors.ts';
import * as systemAll from '../protocol/namespaces/system-all.ts';
import * as multiple from '../protocol/namespaces/multiple.ts';
import { isPlug, outletChannels, plugInfo, type PlugInfo } from '../device/plug-info.ts';
import { meteringOf } from '../features/metering.ts';
import { showable } from '../transport/redaction.ts';
import { EXIT } from '../settings.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { fail, notChecked, ok, type FailedFinding, type Finding, type LayerResult } from './finding.ts';
import type { AuthenticatedPlug } from './key-fit-check.ts';
import type { ExaminedPlug } from './examined-plug.ts';

/** A plug whose identity is known. */
export interface VerifiedPlug extends AuthenticatedPlug {
  readonly info: PlugInfo;
  readonly system: systemAll.SystemAll;
}

/** Whether the config expects another plug here. Checked before the key, because that key belongs to the expected plug. */
export function isOtherPlug({ uuid }: ExaminedPlug, found: string): boolean {
  return uuid !== undefined && uuid !== found;
}

/** The findings about another plug. */
export function otherPlugFindings({ key, identity }: DoctorTexts): readonly [Finding, FailedFinding] {
  return [
    notChecked('key', key.notTried),
    fail('identity', {
      exit: EXIT.otherDevice,
      says: identity.otherPlug,
      todo: identity.otherPlugTodo,
      facts: { isExpected: false },
    }),
  ];
}

/** Checks that the plug describes itself consistently; reads its model and firmware. */
export function checkIdentity(
  { uuid }: ExaminedPlug,
  found: string,
  plug: AuthenticatedPlug,
  { identity: texts }: DoctorTexts,
): LayerResult<VerifiedPlug> {
  try {
    const system = systemAll.parse(plug.all.value.payload);
    const info = plugInfo(system, plug.abilities);
    if (info.uuid !== found) return { finding: unclearIdentity(texts.twoUuids, texts) };
    const { hardware, firmwareVersion } = system;
    const model = showable('type', hardware.type);
    const firmware = showable('version', firmwareVersion);
    const shown = { model: model.toUpperCase(), firmware };
    const says = uuid === undefined ? texts.isModel(shown) : texts.isExpectedModel(shown);
    const isExpected = uuid === undefined ? {} : { isExpected: true };
    const facts = { model, hardware: showable('version', hardware.version), firmware, ...isExpected };
    return { finding: ok('identity', { says, facts }), value: { ...plug, info, system } };
  } catch (error) {
    if (!(error instanceof MalformedError)) throw error;
    return { finding: unclearIdentity(texts.malformed, texts) };
  }
}

function unclearIdentity(says: string, { unclearTodo: todo }: DoctorTexts['identity']): FailedFinding {
  return fail('identity', { exit: EXIT.failed, says, todo, facts: {} });
}

/** Checks by its abilities that the device is a plug. */
export function checkAbilities({ info }: VerifiedPlug, { abilities: texts }: DoctorTexts): LayerResult<undefined> {
  const outlets = outletChannels(info).length;
  const facts = {
    abilities: Object.keys(info.abilities).length,
    outlets,
    meter: meteringOf(info) !== undefined,
    mostAtOnce: multiple.mostAtOnce(info.abilities),
  };
  if (!isPlug(info)) {
    const says = info.channels.length === 0 ? texts.switchesNothing : texts.switchesOther;
    const todo = texts.notAPlugTodo;
    return { finding: fail('abilities', { exit: EXIT.refused, says, todo, facts }) };
  }
  const says = texts.switches({ outlets, hasMeter: facts.meter });
  return { finding: ok('abilities', { says, facts }), value: undefined };
}

/** Reports whether the plug encrypts its LAN messages; never a fault. */
export function checkEncryption(
  { session, abilities }: AuthenticatedPlug,
  { encryption: texts }: DoctorTexts,
): Finding {
  const mayEncrypt = 'Appliance.Encrypt.ECDHE' in abilities;
  const facts = { listed: mayEncrypt, needed: session.quirks.encrypted };
  const plain = mayEncrypt ? texts.optional : texts.none;
  const says = session.quirks.encrypted ? texts.needed : plain;
  return ok('encryption', { says, facts });
}
