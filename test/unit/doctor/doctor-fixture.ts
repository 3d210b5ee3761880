/** Fixtures for tests of the doctor: an invented network, simulated plugs on loopback, and one examination. */
import { type NetworkInterfaceInfo } from 'node:os';
import type { TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { diagnose, type Diagnosis } from '../../../src/doctor/diagnosis.ts';
import type { Finding, LayerName } from '../../../src/doctor/finding.ts';
import type { ExaminedPlug } from '../../../src/doctor/examined-plug.ts';
import type { DoctorTools } from '../../../src/doctor/doctor-tools.ts';
import { loadModel, SimulatedPlug, type SimulatedPlugOptions } from '../../../simulator/index.ts';
import { doctor as english } from '../../../src/texts/en/doctor.ts';
import { openSocket } from '../../../src/transport/socket.ts';

/** A computer in an ordinary home network, in which no name is known. */
export function doctorTools(overrides: Partial<DoctorTools> = {}): DoctorTools {
  return {
    clock: systemClock,
    signal: new AbortController().signal,
    timeoutMs: 5000,
    lookup: () => Promise.reject(systemError('ENOTFOUND')),
    interfaces: () => [LOOPBACK, networkInterface('192.168.1.5/24')],
    connect: openSocket,
    platform: 'linux',
    texts: english,
    ...overrides,
  };
}

export const LOOPBACK: NetworkInterfaceInfo = {
  address: '127.0.0.1',
  netmask: '255.0.0.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal: true,
  cidr: '127.0.0.1/8',
};

/** An interface with this address and network. */
export function networkInterface(cidr: string): NetworkInterfaceInfo {
  const [address = ''] = cidr.split('/');
  return { address, netmask: '255.255.255.0', family: 'IPv4', mac: '02:00:5e:00:53:77', internal: false, cidr };
}

/** An error as the operating system gives it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A plug that ends with the test. */
export async function startPlug(
  t: TestContext,
  model = 'mss310-2.1.17',
  options: Partial<SimulatedPlugOptions> = {},
): Promise<SimulatedPlug> {
  const plug = new SimulatedPlug({ model: await loadModel(model), ...options });
  t.after(() => plug.close());
  await plug.start();
  return plug;
}

/** A simulated plug as the plug to examine. */
export function examinedPlug(plug: SimulatedPlug, overrides: Partial<ExaminedPlug> = {}): ExaminedPlug {
  const [host = '', port = ''] = plug.host.split(':');
  return { label: plug.host, address: { host, port: Number(port) }, key: plug.key, ...overrides };
}

/** An examination. */
export function examine(subject: ExaminedPlug, overrides: Partial<DoctorTools> = {}): Promise<Diagnosis> {
  return diagnose(subject, doctorTools(overrides));
}

/** The finding of one layer. */
export function layer({ findings }: Diagnosis, name: LayerName): Finding {
  const found = findings.find(finding => finding.layer === name);
  if (found === undefined) throw new Error(`there is no finding of "${name}"`);
  return found;
}

/** The layers that failed; at most one, because the layers after it are not checked. */
export function failed({ findings }: Diagnosis): readonly LayerName[] {
  return findings.filter(({ verdict }) => verdict === 'fail').map(finding => finding.layer);
}

/** The layers that warn. */
export function warned({ findings }: Diagnosis): readonly LayerName[] {
  return findings.filter(({ verdict }) => verdict === 'warn').map(finding => finding.layer);
}
