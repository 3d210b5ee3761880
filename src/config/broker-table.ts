import { isIP } from 'node:net';
import type { ConfigText } from '../texts/en/config-problems.ts';
import { HOST, HOST_MAX_LENGTH } from './host.ts';
import { numberWithin, PORT, PRIVATE_TEXT, SECRET, textUpTo, TRUE_OR_FALSE, type Kind } from './kinds.ts';
import { listOf } from './nested.ts';
import { optional, withDefault, type Table } from './option.ts';
import { OWN_ADDRESS } from './own-address-kind.ts';

const NONE: ConfigText = ({ next }) => next.noneIsUsed;
const URL_NEEDED: ConfigText = ({ needs }) => needs.brokerUrl;

/** The URL of an MQTT broker in the local network, without a user name. */
const URL_OF_BROKER: Kind<string> = {
  json: { type: 'string', maxLength: 'mqtts://'.length + HOST_MAX_LENGTH },
  read: value => (typeof value === 'string' && explainUrl(value) === undefined ? value : undefined),
  needs: value => (typeof value === 'string' ? explainUrl(value) : undefined) ?? URL_NEEDED,
  hides: value => typeof value === 'string' && value.includes('@'),
};

/** Why a text is not such a URL; undefined if it is one. */
function explainUrl(text: string): ConfigText | undefined {
  const [, host] = /^mqtts?:\/\/(\S+)$/.exec(text) ?? [];
  if (host === undefined) return URL_NEEDED;
  if (host.includes('@')) return ({ needs }) => needs.noUserInUrl;
  // The end of a bare IPv6 address looks like a port.
  if (isIP(host) === 6) return ({ needs }) => needs.bracketsInUrl;
  return HOST.read(host) === undefined ? HOST.needs(host) : undefined;
}

/** How plugs push their changes: to the embedded broker, or to an external one. */
export const BROKER = {
  location: ({ locations }) => locations.broker,
  options: {
    enabled: withDefault(TRUE_OR_FALSE, false, {
      title: 'Use push',
      description:
        'Plugs connect to this plugin or to your own broker. First write its address into each plug, with ' +
        'meross-local rekey.',
      // A URL implies push.
      defaultIn: block => block.field('url').value !== undefined,
      defaultText: '`true` with a `url`, else `false`',
    }),
    /** As registered with IANA for MQTT over TLS; plugs accept any. */
    port: withDefault(numberWithin(PORT), 8883, {
      title: 'Port (TCP)',
      description: 'The port on which this plugin waits for plugs.',
    }),
    /** Addresses of this computer on which the embedded broker listens; if empty, all in the local network. */
    addresses: withDefault(
      listOf(
        {
          title: 'Address',
          description: 'An address of this computer.',
          kind: OWN_ADDRESS,
          otherwise: ({ next }) => next.leftOut,
        },
        ({ needs }) => needs.ownAddresses,
      ),
      [],
      {
        title: 'Listen on',
        description: 'Addresses of this computer on which the plugin waits for plugs. Empty: all in your network.',
        synonyms: ['bind', 'interfaces', 'listen'],
        otherwise: ({ next }) => next.listensOnAll,
        defaultText: 'all',
      },
    ),
    /** The external broker, such as `mqtts://192.168.1.5:8883`; it replaces the embedded one. */
    url: optional(URL_OF_BROKER, {
      title: 'Your own broker (URL)',
      description: 'Only if your plugs connect to an MQTT broker that you run, such as mosquitto.',
      otherwise: ({ next }) => next.brokerIsOff,
    }),
    username: optional(PRIVATE_TEXT, {
      title: 'User at your broker',
      description: 'Only if your broker needs one.',
      otherwise: NONE,
    }),
    password: optional(SECRET, {
      title: 'Password at your broker',
      description: 'Only if your broker needs one.',
      otherwise: NONE,
    }),
    /** PEM, or the path of a PEM file: the CA of the certificate of the broker at `url`. */
    ca: optional(textUpTo(100_000), {
      title: 'Certificate of your broker',
      description:
        'The path of a PEM file with its certificate, or with the certificate of the authority that signed it.',
      synonyms: ['certificate', 'cert', 'cacert', 'cafile'],
      otherwise: NONE,
    }),
  },
} as const satisfies Table;
