import type { CauseText } from './cause-text.ts';
import { cause } from './en/causes.ts';
import { config, type ConfigTexts } from './en/config-problems.ts';
import { errors } from './en/errors.ts';
import { features, type FeatureTexts } from './en/feature-log.ts';
import { log, type PlugLogTexts } from './en/log.ts';
import { matter, type MatterTexts } from './en/matter-log.ts';
import { metrics, type MetricsTexts } from './en/metrics-log.ts';
import { push, type PushTexts } from './en/push-log.ts';
import { storage, type StorageTexts } from './en/storage-log.ts';
import type { ErrorTexts } from './explained-error.ts';

/** Everything that the log says in one language. Lines for debugging are English only, and not in here. */
export interface LogTexts {
  readonly log: PlugLogTexts;
  readonly errors: ErrorTexts;
  readonly cause: CauseText;
  readonly features: FeatureTexts;
  readonly metrics: MetricsTexts;
  readonly push: PushTexts;
  readonly matter: MatterTexts;
  readonly storage: StorageTexts;
  readonly config: ConfigTexts;
}

/** English is the reference. */
export const ENGLISH: LogTexts = { log, errors, cause, features, metrics, push, matter, storage, config };
