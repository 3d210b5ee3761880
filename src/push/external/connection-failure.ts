/** Error codes of Node, OpenSSL and MQTT, each with its meaning and what the user can do. */
const CAUSES: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ECONNREFUSED: ['nothing listens there', 'Is the broker running, and is the port right?'],
  EHOSTUNREACH: ['there is no such host on the network', 'Is the computer on, and is the address right?'],
  ETIMEDOUT: ['no connection in time', 'Is the computer on, and is the address right?'],
  ENOTFOUND: ['the name is not known on this network', 'Use the address in "url" instead.'],
  4: ['it refuses the user name or the password', 'Set "username" and "password" of "broker" to what it expects.'],
  5: ['it refuses this login', 'Set "username" and "password" of "broker" to what it expects.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is not trusted', 'Set "ca" of "broker" to that certificate.'],
  SELF_SIGNED_CERT_IN_CHAIN: [
    'its certificate is not trusted',
    'Set "ca" of "broker" to the certificate of its issuer.',
  ],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    'its certificate is not trusted',
    'Set "ca" of "broker" to the certificate of its issuer.',
  ],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [
    'its certificate is not trusted',
    'Set "ca" of "broker" to the certificate of its issuer.',
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is for another name',
    'Set "url" of "broker" to a name or an address in the certificate.',
  ],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'Renew it.'],
  'subscription refused': ['it does not allow the topics of plugs', 'Allow /appliance/# for this user.'],
  'not-mqtt': ['it does not send MQTT', 'Is the port right, and is it the one with or without TLS, as in "url"?'],
  'too-large': ['it sent a message that is too large for a plug', 'Check what other clients send on /appliance/#.'],
  'too-many': ['it sent too many messages at once', 'Check what other clients send on /appliance/#.'],
};

/** Two lines for the log about a broker that cannot be used. `broker` contains no password. */
export function explainConnectionFailure(error: Error, broker: string): string {
  const code = 'code' in error ? String(error.code) : error.message;
  const [reason, remedy] = CAUSES[code] ?? [code, 'Check the log of the broker.'];
  return `The MQTT broker ${broker} cannot be used: ${reason}.\n${remedy} The plugin keeps trying; plugs are polled meanwhile.`;
}
