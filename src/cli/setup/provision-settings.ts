import { DEFAULT_PORT } from '../../config/host.ts';
import { DEAD_BROKER, type BrokerAddress } from '../../setup/broker-address.ts';
import { checkUserId } from '../../setup/key-rules.ts';
import type { Call } from '../call.ts';
import { readConfigFile, readDocument } from '../plug/config-file.ts';
import { subnetsOf } from '../plug/search-subnets.ts';
import { brokerOption } from './broker-option.ts';
import { checkOption } from './option-check.ts';
import { editsToAdd, hasBlock, blockKeyIn, type ConfigPlug } from './config-entry.ts';
import { keyForNewPlug, type NewPlugKey } from './new-plug-key.ts';
import { checkConfig } from './save-config.ts';
import { localZone, zoneOf } from './timezone-option.ts';
import type { PairingMethod } from './pairing-connection.ts';

const PORT = { min: 1, max: 65535, whole: true };
const WAIT = { min: 0.1, max: 3600 };
/** A user who sets a plug up over its own Wi-Fi may have to rejoin the home network by hand. */
const WAIT_SECONDS: Readonly<Record<PairingMethod, number>> = { ap: 180, ble: 90 };

/** Everything that is decided before the plug is queried. Contains the key: secret. */
export interface ProvisionSettings {
  readonly pairingMethod: PairingMethod;
  readonly newKey: NewPlugKey;
  readonly broker: BrokerAddress;
  readonly userId: string | undefined;
  readonly timezone: string | undefined;
  /** Path of the Homebridge config to which the plug is to be added. */
  readonly configPath: string | undefined;
  readonly blockKey: string | undefined;
  readonly subnets: readonly string[];
  readonly port: number;
  readonly waitSeconds: number;
}

/**
 * Reads the settings for a new plug from the command line, the environment and the config.
 * @throws {UsageError} an invalid setting, or a config to which the plug could not be added
 */
export async function provisionSettings(call: Call, pairingMethod: PairingMethod): Promise<ProvisionSettings> {
  const configPath = call.text('config');
  if (configPath !== undefined) await checkConfig(configPath);
  const document = configPath === undefined ? undefined : (await readDocument(configPath)).document;
  const blockKey = blockKeyIn(document);
  const userId = call.text('userId');
  if (userId !== undefined) checkOption(() => checkUserId(userId));
  if (call.texts('subnet').length > 0) subnetsOf(call, []);
  const settings = {
    pairingMethod,
    newKey: keyForNewPlug(call, blockKey),
    broker: brokerOption(call) ?? DEAD_BROKER,
    userId,
    timezone: call.text('timezone') === 'none' ? undefined : (zoneOf(call) ?? localZone()),
    configPath,
    blockKey,
    // A config without a block of this plugin contains no networks.
    subnets: configPath !== undefined && hasBlock(document) ? (await readConfigFile(configPath)).subnets : [],
    port: call.number('port', PORT) ?? DEFAULT_PORT,
    waitSeconds: call.number('wait', WAIT) ?? WAIT_SECONDS[pairingMethod],
  };
  // Checks before anything is sent whether the config can take the plug.
  if (configPath !== undefined)
    editsToAdd(document, placeholderPlug(settings.newKey.key), configPath, { byAddress: false });
  return settings;
}

const placeholderPlug = (key: string): ConfigPlug => ({
  uuid: '',
  address: { host: '127.0.0.1', port: DEFAULT_PORT },
  key,
});
