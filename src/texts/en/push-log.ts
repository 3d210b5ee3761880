const UNTIL_THEN = 'and restart Homebridge. Plugs are polled meanwhile.';

/** What the log says about the MQTT broker, the embedded one and an external one. */
export const push = {
  listens: ({ endpoints }: { readonly endpoints: string }) => `The MQTT broker listens at ${endpoints}.`,
  noAddressYet:
    'This computer has no address in a local network yet, so the MQTT broker cannot listen.\n' +
    'The plugin checks again every minute. Until then plugs are polled.',
  couldNotStart: ({ error }: { readonly error: string }) => `The MQTT broker could not start: ${error}`,
  brokerError: ({ error }: { readonly error: string }) => `The MQTT broker reported an error: ${error}.`,
  certificateMade: ({ why, file }: { readonly why: string; readonly file: string }) =>
    `The MQTT broker ${why} (${file}).`,
  /** After "The MQTT broker". */
  certificateReasons: {
    first: 'created its certificate',
    expiring: 'renewed its certificate, which was about to expire',
    'other-hosts': 'created a new certificate, because its addresses have changed',
    damaged: 'replaced its certificate, which was damaged and is kept beside the new one',
  },

  sessionNotHandled: ({ uuid, error }: { readonly uuid: string; readonly error: string | undefined }) =>
    notHandled(`the session of ${uuid}`, error),
  pushNotHandled: ({
    uuid,
    namespace,
    error,
  }: {
    readonly uuid: string;
    readonly namespace: string;
    readonly error: string | undefined;
  }) => notHandled(`a PUSH from ${uuid} (${namespace})`, error),
  notSigned: ({ uuid }: { readonly uuid: string }) =>
    `MQTT: messages from plug ${uuid} are not signed with its key, so they are ignored.\n` +
    'Its key has changed, or another client of the broker sends them. The plug is polled meanwhile.',

  /** @param sender the address of a client; undefined if it is not known */
  mayNotPublish: ({ sender, topic }: { readonly sender: string | undefined; readonly topic: string }) =>
    forbidden(sender, `publishes on ${topic}`),
  mayNotUseQos2: ({ sender }: { readonly sender: string | undefined }) => forbidden(sender, 'publishes with QoS 2'),
  mayNotSubscribe: ({ sender, topic }: { readonly sender: string | undefined; readonly topic: string }) =>
    forbidden(sender, `subscribes to ${topic}`),
  loginRefused: {
    'no-plug': ({ address }: RefusedLogin) =>
      `MQTT: ${address} was refused: its login is not the login of a Meross plug.`,
    'unknown-plug': (login: RefusedLogin) =>
      `${refused(login)}: it is not in the config, or has not replied yet.\nAdd it to "devices"; it then connects by itself.`,
    'wrong-password': (login: RefusedLogin) =>
      `${refused(login)}: its key differs from the key in the config.\nSet "key" to the key of this plug, and restart Homebridge.`,
    'other-plug': (login: RefusedLogin) => `${refused(login)}: its client id is that of another plug.`,
    'old-tls': (login: RefusedLogin) =>
      `${refused(login)}: it supports only TLS 1.0 or 1.1, which is not allowed for this plug.\nTo allow it, set "oldTls": true in its entry of "devices".`,
  },
  notReading: ({ address }: { readonly address: string }) =>
    `MQTT: ${address} does not read its messages, so its connection was closed.`,
  /** @param problem a text of `connectionProblems` */
  connectionClosed: ({ address, problem }: { readonly address: string | undefined; readonly problem: string }) =>
    `MQTT: ${address ?? 'a client'} ${problem}, so its connection was closed.`,
  /** After the address of a client. */
  connectionProblems: {
    'not-local': 'is not in the local network',
    'too-often': 'connects too often',
    'too-many': 'opens too many connections',
    'crowded-out': 'had not logged in when there were too many such connections',
    'too-slow': 'did not log in in time',
    'tls-version': 'supports only TLS 1.0 or 1.1, which the config allows for no plug',
  },
  frameViolations: {
    'not-mqtt': 'does not send MQTT',
    'too-large': 'sent a packet that is too large for a plug',
    'too-many': 'sent too many packets for a plug',
  },

  /** @param reason and `remedy` are texts of `listenFailures` */
  cannotListen: ({ at, reason, remedy }: { readonly at: string; readonly reason: string; readonly remedy: string }) =>
    `The MQTT broker cannot listen at ${at}: ${reason}.\n${remedy}, ${UNTIL_THEN}`,
  listenFailures: {
    'port in use': {
      reason: 'another program uses that port',
      remedy:
        'Stop that program, change "port" of "broker" (and in the plugs), or set "url" of "broker" to use that program',
    },
    'port not allowed': {
      reason: 'Homebridge may not use that port',
      remedy: 'Set "port" of "broker" to a number above 1023, e.g. 8883',
    },
    'foreign address': {
      reason: "that is not one of this computer's addresses",
      remedy: 'Set "addresses" of "broker" to addresses that it has',
    },
  },
  listenRemedy: 'Solve that problem',
  certificateUnusable: ({ file, code }: { readonly file: string; readonly code: string | undefined }) =>
    `The certificate of the MQTT broker can be neither read nor created: ${file} (${code ?? 'unknown'}).\n` +
    `Allow the account that Homebridge runs under to write to that folder, ${UNTIL_THEN}`,
  caUnreadable: ({ file, code }: { readonly file: string; readonly code: string | undefined }) =>
    `The certificate file of "broker.ca" cannot be read: ${file} (${code ?? 'unknown'}).\n` +
    'Set it to a PEM file that Homebridge may read, and restart Homebridge. Until then plugs are polled.',
  noBrokerUrl:
    'The "url" of "broker" in the config is not the URL of an MQTT broker.\n' +
    'Use for example mqtts://192.168.1.5:8883, or mqtt://192.168.1.5:1883 without TLS.',
  brokerNotLocal: ({ host }: { readonly host: string }) =>
    `The "url" of "broker" in the config points to ${host}, which is not in the local network.\n` +
    'This plugin sends nothing to the internet. Use a broker in your own network.',

  listensAtBroker: ({ broker }: { readonly broker: string }) => `Listening to plugs at the MQTT broker ${broker}.`,
  /** @param reason and `remedy` are texts of `brokerFailures` */
  brokerUnusable: ({
    broker,
    reason,
    remedy,
  }: {
    readonly broker: string;
    readonly reason: string;
    readonly remedy: string;
  }) =>
    `The MQTT broker ${broker} cannot be used: ${reason}.\n${remedy} The plugin keeps trying; plugs are polled meanwhile.`,
  brokerFailures: {
    'nothing listens': {
      reason: 'nothing listens there',
      remedy: 'Is the broker running, and is the port right?',
    },
    'no host': {
      reason: 'there is no such host on the network',
      remedy: 'Is the computer on, and is the address right?',
    },
    'no connection': { reason: 'no connection in time', remedy: 'Is the computer on, and is the address right?' },
    'unknown name': {
      reason: 'the name is not known on this network',
      remedy: 'Use the address in "url" instead.',
    },
    'wrong password': {
      reason: 'it refuses the user name or the password',
      remedy: 'Set "username" and "password" of "broker" to what it expects.',
    },
    'login refused': {
      reason: 'it refuses this login',
      remedy: 'Set "username" and "password" of "broker" to what it expects.',
    },
    'self-signed': {
      reason: 'its certificate is not trusted',
      remedy: 'Set "ca" of "broker" to that certificate.',
    },
    'unknown issuer': {
      reason: 'its certificate is not trusted',
      remedy: 'Set "ca" of "broker" to the certificate of its issuer.',
    },
    'other name': {
      reason: 'its certificate is for another name',
      remedy: 'Set "url" of "broker" to a name or an address in the certificate.',
    },
    expired: { reason: 'its certificate has expired', remedy: 'Renew it.' },
    closed: { reason: 'it closes the connection', remedy: 'Its own log has the reason.' },
    'subscription refused': {
      reason: 'it does not allow the topics of plugs',
      remedy: 'Allow /appliance/# for this user.',
    },
    'not-mqtt': {
      reason: 'it does not send MQTT',
      remedy: 'Is the port right, and is it the one with or without TLS, as in "url"?',
    },
    'too-large': {
      reason: 'it sent a message that is too large for a plug',
      remedy: 'Check what other clients send on /appliance/#.',
    },
    'too-many': {
      reason: 'it sent too many messages at once',
      remedy: 'Check what other clients send on /appliance/#.',
    },
  },
  brokerRemedy: 'Check the log of the broker.',
};

/** A login that was refused; `mac` is what it gave as its user name. */
export interface RefusedLogin {
  readonly address: string;
  readonly mac: string;
}

const refused = ({ address, mac }: RefusedLogin): string => `MQTT: the plug ${mac} at ${address} was refused`;

const forbidden = (sender: string | undefined, attempt: string): string =>
  `MQTT: ${sender ?? 'a client'} ${attempt}, which is not allowed. It was refused.`;

const notHandled = (subject: string, error: string | undefined): string =>
  `MQTT: ${subject} could not be handled: ${error ?? 'an unknown error'}. Please report this.`;

export type PushTexts = typeof push;
