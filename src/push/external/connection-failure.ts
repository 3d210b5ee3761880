import type { PushTexts } from '../../texts/en/push-log.ts';
import { BROKER_CLOSED } from '../mqtt-client.ts';

type BrokerFailure = keyof PushTexts['brokerFailures'];

/** By error code of Node, OpenSSL and MQTT, or by a message of our own. */
const FAILURES: Readonly<Record<string, BrokerFailure>> = {
  ECONNREFUSED: 'nothing listens',
  EHOSTUNREACH: 'no host',
  ETIMEDOUT: 'no connection',
  ENOTFOUND: 'unknown name',
  4: 'wrong password',
  5: 'login refused',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknown issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown issuer',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other name',
  CERT_HAS_EXPIRED: 'expired',
  [BROKER_CLOSED]: 'closed',
  'subscription refused': 'subscription refused',
  'not-mqtt': 'not-mqtt',
  'too-large': 'too-large',
  'too-many': 'too-many',
};

/** Two lines for the log about a broker that cannot be used. `broker` contains no password. */
export function explainConnectionFailure(error: Error, broker: string, texts: PushTexts): string {
  const code = 'code' in error ? String(error.code) : error.message;
  const failure = FAILURES[code];
  const { reason, remedy } =
    failure === undefined ? { reason: code, remedy: texts.brokerRemedy } : texts.brokerFailures[failure];
  return texts.brokerUnusable({ broker, reason, remedy });
}
