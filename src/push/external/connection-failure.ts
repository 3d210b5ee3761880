/** Error codes of Node, OpenSSL and MQTT, each with its meaning and what the user can do. */
const CAUSES: Readonly<Record<string, readonly [what: string, todo: string]>> = {
  ECONNREFUSED: ['nothing listens there', 'Is the broker running, and is the port right?'],
  EHOSTUNREACH: ['there is no such host on the network', 'Is the computer on, and is the address right?'],
  ETIMEDOUT: ['no connection in time', 'Is the computer on, and is the address right?'],
  ENOTFOUND: ['the name is not known on this network', 'Give "url" the address instead.'],
  4: ['it refuses the user name or the password', 'Set "username" and "password" of "broker" to what it expects.'],
  5: ['it does not let us in', 'Set "username" and "password" of "broker" to what it expects.'],
  DEPTH_ZERO_SELF_SIGNED_CERT: ['its certificate is not trusted', 'Set "ca" of "broker" to that certificate.'],
  SELF_SIGNED_CERT_IN_CHAIN: ['its certificate is not trusted', 'Set "ca" of "broker" to who signed it.'],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: ['its certificate is not trusted', 'Set "ca" of "broker" to who signed it.'],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: ['its certificate is not trusted', 'Set "ca" of "broker" to who signed it.'],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'its certificate is for another name',
    'Use a name or an address in "url" that the certificate has.',
  ],
  CERT_HAS_EXPIRED: ['its certificate has expired', 'Renew it.'],
  'subscription refused': ['it does not let us listen to plugs', 'Allow /appliance/# to this user.'],
};

/** Two lines for the log about a broker that cannot be used. `broker` contains no password. */
export function explainConnectionFailure(error: Error, broker: string): string {
  const code = 'code' in error ? String(error.code) : error.message;
  const [what, todo] = CAUSES[code] ?? [code, 'See what its own log says.'];
  return `The MQTT broker ${broker} cannot be used: ${what}.\n${todo} It is tried again; plugs are polled meanwhile.`;
}
