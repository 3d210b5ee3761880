import type { LogTexts } from '../log-texts.ts';
import { cause } from './causes.ts';
import { config } from './config-problems.ts';
import { errors } from './errors.ts';
import { features } from './feature-log.ts';
import { log } from './log.ts';
import { matter } from './matter-log.ts';
import { metrics } from './metrics-log.ts';
import { push } from './push-log.ts';
import { storage } from './storage-log.ts';

/** The log in German. */
export const GERMAN: LogTexts = { log, errors, cause, features, metrics, push, matter, storage, config };
