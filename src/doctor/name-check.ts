import { isIP } from 'node:net';
import { isLocalAddress, isLocalName } from '../local-address.ts';
import { EXIT } from '../settings.ts';
import { fail, ok, type FailedFinding, type LayerResult } from './finding.ts';
import type { ExaminedPlug } from './examined-plug.ts';
import { codeOf, withTimeout, round, TimeIsUp, type DoctorTools } from './doctor-tools.ts';

const BY_ADDRESS = "Use the plug's address instead of the name; your router's list of devices has it.";
const NEVER_OUTSIDE = 'Nothing was sent: this plugin never sends a packet to the internet.';

/** Checks that the name resolves to addresses of a local network, and returns these. */
export async function checkName(
  { address: { host } }: ExaminedPlug,
  tools: DoctorTools,
): Promise<LayerResult<readonly string[]>> {
  const family = isIP(host);
  if (family !== 0) {
    if (!isLocalAddress(host))
      return { finding: publicAddress('This is a public address; a plug in a home has a private one.') };
    const says = `This is an IPv${family} address of a local network, so there is no name to look up.`;
    return { finding: ok('name', { says, facts: { kind: `IPv${family}` } }), value: [host] };
  }
  if (!isLocalName(host)) {
    return {
      finding: publicAddress(
        'This is a name of the internet; looking it up would ask name servers outside this network.',
      ),
    };
  }
  try {
    const { value: found, ms } = await withTimeout(tools, () => tools.lookup(host));
    const local = found.filter(isLocalAddress);
    const facts = { kind: 'name', addresses: found.length, localAddresses: local.length, ms: round(ms) };
    if (local.length === 0) return { finding: publicAddressesOnly(facts) };
    const says = `The name resolves to ${local.length === 1 ? 'one address' : `${local.length} addresses`} of a local network.`;
    return { finding: ok('name', { says, facts }), value: local };
  } catch (error) {
    if (tools.signal.aborted) throw error;
    return { finding: lookupFailure(error) };
  }
}

function publicAddress(what: string): FailedFinding {
  return fail('name', {
    exit: EXIT.usage,
    says: `${what} ${NEVER_OUTSIDE}`,
    todo: "Use the address of the plug in your own network, from your router's list of devices.",
    facts: { kind: 'public' },
  });
}

function publicAddressesOnly(facts: FailedFinding['facts']): FailedFinding {
  return fail('name', {
    exit: EXIT.unreachable,
    says: `The name does not resolve to an address of a local network. ${NEVER_OUTSIDE}`,
    todo: `${BY_ADDRESS} A name server that answers unknown names can cause this.`,
    facts,
  });
}

function lookupFailure(error: unknown): FailedFinding {
  const code = codeOf(error);
  const isLate = error instanceof TimeIsUp;
  const isUnknown = code === 'ENOTFOUND' || code === 'ENODATA';
  const why = isUnknown ? 'The name is not known in this network.' : 'The name could not be looked up';
  const detail = isLate ? ': no name server answered in time.' : `${code === '' ? '' : ` (${code})`}.`;
  return fail('name', {
    exit: EXIT.unreachable,
    says: isUnknown ? why : `${why}${detail}`,
    todo: isUnknown ? `Check the spelling. ${BY_ADDRESS}` : `Is the network up? ${BY_ADDRESS}`,
    facts: { kind: 'name', why: isLate ? 'no answer' : code || 'other' },
  });
}
