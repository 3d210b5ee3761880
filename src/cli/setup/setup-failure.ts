import { asMerossError } from '../../errors.ts';
import { BrokerProbeError } from '../../setup/broker-address.ts';
import { NotArrivedError } from '../../setup/not-arrived-error.ts';
import { ProvisioningError } from '../../setup/provisioning-error.ts';
import { BluetoothError } from '../../setup/radio.ts';
import { EXIT, FAILURE_STATUSES, type FailureStatus } from '../exit-status.ts';
import type { CommandFailure } from '../command-failure.ts';
import { plain } from '../show/plain.ts';
import { CONFIG_LEFT, ConfigLeftError } from './config-left-error.ts';
import { FreshKeyError } from './fresh-key-error.ts';
import { installLine } from './install-help.ts';

/** The package that drives the radio. */
const NOBLE = '@stoprocent/noble';

/** Explains a failure to set up or to re-key a plug; undefined for any other failure. */
export function explainSetup(error: unknown): CommandFailure | undefined {
  if (error instanceof FreshKeyError) {
    const explained = explainSetup(error.cause);
    // The key was shown before the plug received it.
    return explained && { ...explained, extraFields: { ...explained.extraFields, key: error.key } };
  }
  if (error instanceof ProvisioningError) {
    const { happened, likely, advice, whatIsLeft, step, left } = error;
    const hint = [likely, advice, whatIsLeft].filter(part => part !== '').join(' ');
    return { ...outcomeOf(error.cause), message: plain(happened), hint: plain(hint), extraFields: { step, left } };
  }
  if (error instanceof ConfigLeftError) {
    return { status: EXIT.failed, code: CONFIG_LEFT, message: plain(error.message), hint: plain(error.hint) };
  }
  if (error instanceof BluetoothError || error instanceof BrokerProbeError) {
    const isMissing = error instanceof BluetoothError && error.isMissing;
    const hint = isMissing ? `On this computer: ${installLine(NOBLE)}` : '';
    return { ...outcomeOf(error), message: plain(error.message), hint };
  }
  return undefined;
}

/** The exit status and the error code of the underlying failure. */
function outcomeOf(cause: unknown): FailureStatus {
  if (cause instanceof RangeError) return { status: EXIT.usage, code: 'usage' };
  if (cause instanceof NotArrivedError && cause.hasOtherKey) return FAILURE_STATUSES['wrong-key'];
  if (cause instanceof BluetoothError && cause.isMissing)
    return { ...FAILURE_STATUSES.bluetooth, code: 'bluetooth-missing' };
  return FAILURE_STATUSES[asMerossError(cause).kind];
}
