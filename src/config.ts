import { Block, readBlock } from './config/block.ts';
import { tablesIn } from './config/option.ts';
import type { ConfigReading } from './config/config-reading.ts';
import { ConfigReport } from './config/config-report.ts';
import { PLATFORM, UNUSABLE, type Config } from './config/schema.ts';
import { Secrets } from './config/secrets.ts';
import type { ConfigTexts } from './texts/en/config-problems.ts';
import { ENGLISH } from './texts/log-texts.ts';

export type { ConfigReading, SkippedPlug, Problem } from './config/config-reading.ts';
export {
  discoveredDevice,
  languageIn,
  type ApplianceConfig,
  type BrokerConfig,
  type ClockMode,
  type Config,
  type DeviceConfig,
  type MetricsConfig,
  type OutletConfig,
  type OutletType,
} from './config/schema.ts';

const TABLES = tablesIn(PLATFORM);

/**
 * Reads the plugin's config block from Homebridge's config.json: `unknown` in, a `Config` out.
 *
 * All problems are reported at once, and one bad plug never stops the others. A plug is left out if running it could do
 * harm or is impossible (its `host`, `key`, `uuid` or `locked` can't be used, or it is listed twice). Any other wrong
 * setting, in a plug or at the top level, is replaced by its default. Unknown keys are reported and ignored. Keys that
 * start with `_`, and Homebridge's `platform`, are skipped.
 *
 * @returns no `config` only if the block can't be used at all: it is not a block, or its `devices` is not a list
 * @param texts the problems are in this language
 * @throws never; and `input` is not changed
 */
export function readConfig(input: unknown, texts: ConfigTexts = ENGLISH.config): ConfigReading {
  const report = new ConfigReport(TABLES, Secrets.in(input), texts);
  const block = Block.read(input, '', PLATFORM, report);
  if (block === undefined) report.refuse('config', input, ({ needs }) => needs.block, UNUSABLE);
  const config = block && readPlatform(block);
  const { problems, leftOut, written } = report;
  return { ...(config !== undefined && { config }), problems, leftOut, written };
}

function readPlatform(block: Block): Config | undefined {
  const { isUsable, values } = readBlock(block, PLATFORM.options);
  if (!isUsable) return undefined;
  if (values.devices.length === 0 && block.report.leftOut.length === 0 && values.discovery === false) {
    const { report } = block;
    const { emptyDevices, noDevices } = report.texts;
    report.add('devices', block.has('devices') ? emptyDevices : noDevices);
  }
  return values;
}
