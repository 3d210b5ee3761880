import { isIP } from 'node:net';
import { release } from 'node:os';
import { packageManifest } from '../links.ts';
import { isObject, type JsonObject } from '../protocol/decode.ts';
import { Placeholders, publicAbilities, shapeOf, showable } from '../transport/redaction.ts';
import { formatAddress } from '../transport/transport.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { Finding } from './finding.ts';
import type { MachineView } from './machine-check.ts';

/** The versions in use; no name of a machine or a person. */
export interface Versions {
  readonly plugin: string;
  readonly node: string;
  /** E.g. `linux 6.8.0 x64`. */
  readonly os: string;
}

/** The versions of this plugin, of Node and of the system. */
export function versionsInUse(): Versions {
  return {
    plugin: packageManifest().version,
    node: process.versions.node,
    // The name of a self-built kernel may identify its owner; its number is enough.
    os: `${process.platform} ${/^[\d.]*\d/.exec(release())?.[0] ?? ''} ${process.arch}`,
  };
}

export interface ReportInput {
  readonly versions: Versions;
  readonly machine?: MachineView | undefined;
  readonly diagnoses: readonly Diagnosis[];
}

const OMISSIONS = [
  'This file has no keys, passwords or signatures.',
  'uuids, MAC and IP addresses, names, SSIDs and servers are replaced by uuid#1, mac#1 and so on; equal values have equal numbers.',
  'Of the replies of the plug, the file has model, versions, abilities and the shape of System.All (keys and types). ' +
    'Its location, time zone, energy history, timers, account and everything else are left out.',
];

/**
 * An examination as a report that may be published: JSON with only the fields that are listed here. Each value is a
 * number, a word of ours, or a word of the plug in a form that `redaction.ts` allows.
 */
export function reportText({ versions, machine, diagnoses }: ReportInput): string {
  const placeholders = new Placeholders();
  const report = {
    format: 'meross-local-report/1',
    versions: { plugin: versions.plugin, node: versions.node, os: versions.os },
    ...(machine && { machine: machineSection(machine, placeholders) }),
    plugs: diagnoses.map(diagnosis => plugSection(diagnosis, placeholders)),
    leftOut: OMISSIONS,
  };
  return `${JSON.stringify(redacted(report, placeholders), null, 2)}\n`;
}

function machineSection(
  { verdict, says, todo, exit, networks, found }: MachineView,
  placeholders: Placeholders,
): JsonObject {
  return {
    verdict,
    says,
    ...(todo !== undefined && { todo }),
    exit,
    networks: networks.length,
    found: found.map(({ host, uuid, key, type, firmwareVersion }) => ({
      address: placeholders.of('address', host),
      uuid: placeholders.of('uuid', uuid),
      key,
      model: showable('type', type, ''),
      firmware: showable('version', firmwareVersion, ''),
    })),
  };
}

function plugSection(diagnosis: Diagnosis, placeholders: Placeholders): JsonObject {
  const { subject, findings, verdict, todo, exit, identifying, abilities, systemAll } = diagnosis;
  const { expectedUuid, uuid, ssid = '' } = identifying;
  const isNamed = subject.label !== formatAddress(subject.address) && subject.label !== subject.address.host;
  return {
    address: placeholders.of(isIP(identifying.address) === 0 ? 'name' : 'address', identifying.address),
    ...(isNamed && { name: placeholders.of('name', identifying.name) }),
    ...(uuid !== undefined && { uuid: placeholders.of('uuid', uuid) }),
    ...(expectedUuid !== undefined && { expectedUuid: placeholders.of('uuid', expectedUuid) }),
    verdict,
    ...(todo !== undefined && { todo }),
    exit,
    layers: findings.map(layerSection),
    ...(ssid !== '' && { ssid: placeholders.of('ssid', ssid) }),
    ...(systemAll && { system: systemSection(systemAll, placeholders), systemAll: shapeOf(systemAll) }),
    ...(abilities && { abilities: publicAbilities(abilities) }),
  };
}

function layerSection({ layer, verdict, says, todo, facts }: Finding): JsonObject {
  return { layer, verdict, ...(says !== '' && { says }), ...(todo !== undefined && { todo }), facts };
}

/** Model, versions, and placeholders for the identities in System.All. */
function systemSection(payload: JsonObject, placeholders: Placeholders): JsonObject {
  const system = at(at(payload, 'all'), 'system');
  const hardware = at(system, 'hardware');
  const firmware = at(system, 'firmware');
  const listed = (owner: JsonObject, ...keys: readonly string[]): JsonObject =>
    Object.fromEntries(keys.filter(key => key in owner).map(key => [key, showable(key, owner[key])]));
  const named = (kind: Parameters<Placeholders['of']>[0], value: unknown): string =>
    typeof value === 'string' ? placeholders.of(kind, value) : '';
  const { encrypt } = firmware;
  return {
    hardware: {
      ...listed(hardware, 'type', 'subType', 'version', 'chipType'),
      uuid: named('uuid', hardware['uuid']),
      macAddress: named('mac', hardware['macAddress']),
    },
    firmware: {
      ...listed(firmware, 'version', 'compileTime', 'homekitVersion'),
      ...(encrypt === 0 || encrypt === 1 ? { encrypt } : {}),
      wifiMac: named('mac', firmware['wifiMac']),
      innerIp: named('address', firmware['innerIp']),
      server: named('server', firmware['server']),
    },
  };
}

function at(owner: JsonObject, key: string): JsonObject {
  const value = owner[key];
  return isObject(value) ? value : {};
}

/** Hides whatever still identifies in any text. */
function redacted(value: unknown, placeholders: Placeholders): unknown {
  if (typeof value === 'string') return placeholders.hide(value);
  if (Array.isArray(value)) return value.map(entry => redacted(entry, placeholders));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redacted(inner, placeholders)]));
}
