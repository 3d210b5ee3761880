import { DEFAULT_PORT } from '../../config/host.ts';
import { DEAD_BROKER, type Broker } from '../../provisioning/broker.ts';
import { checkUserId } from '../../provisioning/key.ts';
import type { Call } from '../call.ts';
import { readConfigFile, readDocument } from '../plug/config-file.ts';
import { subnetsOf } from '../plug/subnets.ts';
import { brokerOf } from './broker.ts';
import { checked } from './checked.ts';
import { enlist, hasBlock, houseKeyIn, type ConfigPlug } from './entry.ts';
import { keyForNewPlug, type NewKey } from './key.ts';
import { checkConfig } from './save-config.ts';
import { localZone, zoneOf } from './timezone.ts';
import type { WayName } from './way.ts';

const PORT = { min: 1, max: 65535, whole: true };
const WAIT = { min: 0.1, max: 3600 };
/** Who set a plug up over its own Wi-Fi may have to join the one at home by hand. */
const WAIT_SECONDS: Readonly<Record<WayName, number>> = { ap: 180, ble: 90 };

/** Everything that is decided before the plug is asked anything. Holds the key: secret. */
export interface Wish {
  readonly way: WayName;
  readonly newKey: NewKey;
  readonly broker: Broker;
  readonly userId: string | undefined;
  readonly timezone: string | undefined;
  /** Of the Homebridge config to which the plug is to be added. */
  readonly configPath: string | undefined;
  readonly houseKey: string | undefined;
  readonly subnets: readonly string[];
  readonly port: number;
  readonly waitSeconds: number;
}

/**
 * What the command line, the environment and the config say of the plug to come.
 * @throws {UsageError} something that cannot be, or a config that could not take the plug
 */
export async function wishOf(call: Call, way: WayName): Promise<Wish> {
  const configPath = call.text('config');
  if (configPath !== undefined) await checkConfig(configPath);
  const document = configPath === undefined ? undefined : (await readDocument(configPath)).document;
  const houseKey = houseKeyIn(document);
  const userId = call.text('userId');
  if (userId !== undefined) checked(() => checkUserId(userId));
  if (call.texts('subnet').length > 0) subnetsOf(call, []);
  const wish = {
    way,
    newKey: keyForNewPlug(call, houseKey),
    broker: brokerOf(call) ?? DEAD_BROKER,
    userId,
    timezone: call.text('timezone') === 'none' ? undefined : (zoneOf(call) ?? localZone()),
    configPath,
    houseKey,
    // A config without a block of ours has nothing to say about networks.
    subnets: configPath !== undefined && hasBlock(document) ? (await readConfigFile(configPath)).subnets : [],
    port: call.number('port', PORT) ?? DEFAULT_PORT,
    waitSeconds: call.number('wait', WAIT) ?? WAIT_SECONDS[way],
  };
  // Before the plug is touched: would it go in there?
  if (configPath !== undefined) enlist(document, someone(wish.newKey.key), configPath, { byAddress: false });
  return wish;
}

const someone = (key: string): ConfigPlug => ({ uuid: '', address: { host: '127.0.0.1', port: DEFAULT_PORT }, key });
