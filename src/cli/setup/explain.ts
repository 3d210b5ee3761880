import {
  GivenUpError,
  MalformedError,
  NoAnswerError,
  OtherPlugError,
  RefusedError,
  UnreachableError,
  UnsupportedError,
  WrongKeyError,
} from '../../errors.ts';
import { BrokerError } from '../../provisioning/broker.ts';
import { NotArrivedError } from '../../provisioning/not-arrived-error.ts';
import { ProvisioningError } from '../../provisioning/provisioning-error.ts';
import { BluetoothError } from '../../provisioning/radio.ts';
import { EXIT } from '../exit-status.ts';
import type { Explained } from '../explain.ts';
import { plain } from '../show/plain.ts';
import { CONFIG_LEFT, ConfigLeftError } from './config-left.ts';
import { FreshKeyError } from './fresh-key-error.ts';
import { installLine } from './install-help.ts';

/** What drives the radio. */
const NOBLE = '@stoprocent/noble';

/** What to say where a plug could not be set up or re-keyed; undefined for any other failure. */
export function explainSetup(error: unknown): Explained | undefined {
  if (error instanceof FreshKeyError) {
    const explained = explainSetup(error.cause);
    // People were told it before the plug was.
    return explained && { ...explained, more: { ...explained.more, key: error.key } };
  }
  if (error instanceof ProvisioningError) {
    const { happened, likely, advice, whatIsLeft, step, left } = error;
    const hint = [likely, advice, whatIsLeft].filter(part => part !== '').join(' ');
    return { ...kindOf(error.cause), message: plain(happened), hint: plain(hint), more: { step, left } };
  }
  if (error instanceof ConfigLeftError) {
    return { status: EXIT.failed, code: CONFIG_LEFT, message: plain(error.message), hint: plain(error.hint) };
  }
  if (error instanceof BluetoothError || error instanceof BrokerError) {
    const isMissing = error instanceof BluetoothError && error.isMissing;
    const hint = isMissing ? `On this computer that is: ${installLine(NOBLE)}` : '';
    return { ...kindOf(error), message: plain(error.message), hint };
  }
  return undefined;
}

/** The exit status of what was behind it, and its name for programs. */
function kindOf(cause: unknown): Pick<Explained, 'status' | 'code'> {
  if (cause instanceof GivenUpError) return { status: EXIT.interrupted, code: 'interrupted' };
  if (cause instanceof RangeError) return { status: EXIT.usage, code: 'usage' };
  if (cause instanceof NotArrivedError) {
    return cause.hasOtherKey
      ? { status: EXIT.wrongKey, code: 'wrong-key' }
      : { status: EXIT.unreachable, code: 'not-arrived' };
  }
  if (cause instanceof UnreachableError) return { status: EXIT.unreachable, code: 'unreachable' };
  if (cause instanceof NoAnswerError) return { status: EXIT.unreachable, code: 'no-answer' };
  if (cause instanceof WrongKeyError) return { status: EXIT.wrongKey, code: 'wrong-key' };
  if (cause instanceof RefusedError) return { status: EXIT.refused, code: 'refused' };
  if (cause instanceof UnsupportedError) return { status: EXIT.refused, code: 'unsupported' };
  if (cause instanceof OtherPlugError) return { status: EXIT.otherDevice, code: 'other-device' };
  if (cause instanceof MalformedError) return { status: EXIT.failed, code: 'malformed' };
  if (cause instanceof BrokerError) return { status: EXIT.failed, code: 'broker' };
  if (cause instanceof BluetoothError) {
    return { status: EXIT.failed, code: cause.isMissing ? 'bluetooth-missing' : 'bluetooth' };
  }
  return { status: EXIT.failed, code: 'failed' };
}
