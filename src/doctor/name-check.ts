import { isIP } from 'node:net';
import { HOST } from '../config/host.ts';
import { looksLikeKey } from '../config/secrets.ts';
import { isLocalAddress } from '../local-address.ts';
import { EXIT } from '../settings.ts';
import type { DoctorTexts } from '../texts/doctor-texts.ts';
import { fail, ok, type FailedFinding, type LayerResult } from './finding.ts';
import type { ExaminedPlug } from './examined-plug.ts';
import { systemCodeOf, withTimeout, round, TimeIsUp, type DoctorTools } from './doctor-tools.ts';

/** A name with a dot that no system reads as a number. */
const NAME = /^(?!.*(?:^|\.)(?:\d+|0x[\da-f]*)$)[\w-]+(?:\.[\w-]+)+$/i;

type NameTexts = DoctorTexts['name'];

/** Checks that the name resolves to addresses of a local network, and returns these. */
export async function checkName(
  { address: { host } }: ExaminedPlug,
  tools: DoctorTools,
): Promise<LayerResult<readonly string[]>> {
  const texts = tools.texts.name;
  const family = isIP(host);
  if (family !== 0) {
    if (!isLocalAddress(host)) return { finding: outside(texts.publicAddress, texts) };
    const says = texts.isAddress({ family });
    return { finding: ok('name', { says, facts: { kind: `IPv${family}` } }), value: [host] };
  }
  // A key in the wrong field would be looked up as a name, so it would reach the name server.
  if (HOST.read(host) === undefined || looksLikeKey(host)) {
    return { finding: outside(NAME.test(host) ? texts.publicName : texts.notAnAddress, texts) };
  }
  try {
    const { value: found, ms } = await withTimeout(tools, () => tools.lookup(host));
    const local = found.filter(isLocalAddress);
    const facts = { kind: 'name', addresses: found.length, localAddresses: local.length, ms: round(ms) };
    if (local.length === 0) return { finding: publicAddressesOnly(facts, texts) };
    const says = texts.resolves({ count: local.length });
    return { finding: ok('name', { says, facts }), value: local };
  } catch (error) {
    if (tools.signal.aborted) throw error;
    return { finding: lookupFailure(error, texts) };
  }
}

function outside(says: string, { publicTodo }: NameTexts): FailedFinding {
  return fail('name', {
    exit: EXIT.usage,
    says,
    todo: publicTodo,
    facts: { kind: 'public' },
  });
}

function publicAddressesOnly(facts: FailedFinding['facts'], texts: NameTexts): FailedFinding {
  return fail('name', {
    exit: EXIT.unreachable,
    says: texts.resolvesOutside,
    todo: texts.resolvesOutsideTodo,
    facts,
  });
}

function lookupFailure(error: unknown, texts: NameTexts): FailedFinding {
  const code = systemCodeOf(error);
  const isLate = error instanceof TimeIsUp;
  const isUnknown = code === 'ENOTFOUND' || code === 'ENODATA';
  return fail('name', {
    exit: EXIT.unreachable,
    says: isUnknown ? texts.unknown : isLate ? texts.late : texts.failed({ code }),
    todo: isUnknown ? texts.unknownTodo : texts.failedTodo,
    facts: { kind: 'name', why: isLate ? 'no answer' : code || 'other' },
  });
}
