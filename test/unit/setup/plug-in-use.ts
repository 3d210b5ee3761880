/** A plug in use, whose key and broker a {@link SendWithKey} reads and replaces. */
import { readAccount, type Account } from '../../../simulator/account.ts';
import { within, type Clock } from '../../../src/clock.ts';
import { isObject, type JsonObject } from '../../../src/protocol/decode.ts';
import type { SendWithKey } from '../../../src/setup/rekey-plan.ts';
import { SETUP_TIMES } from '../../../src/setup/setup-times.ts';
import type { Outcome } from '../../support/fate.ts';
import { TestPlug, type SentRequest } from '../../support/test-plug.ts';

export const UUID = '2401010000000000000048e1e9aabbcc';
export const MAC = '48:e1:e9:aa:bb:cc';

/** What the plug does with the first command that gives it another key or broker; it takes all that follow. */
export type CommandBehaviour =
  | 'takes it'
  | 'takes it at its next start'
  | 'takes the key, and the broker at its next start'
  | 'refuses'
  | 'is silent'
  | 'is silent after doing it'
  | 'hangs up after doing it'
  | 'takes the key, and another broker'
  | 'vanishes'
  | 'is gone already';

/** A plug with this key, at the vendor's broker. */
export function plugInUse(key: string, clock: Clock): TestPlug {
  const gateway = { host: 'mqtt-eu.meross.com', port: 443, secondHost: 'mqtt-eu-2.meross.com', secondPort: 443 };
  const plug = new TestPlug(clock, {
    type: 'mss305',
    hardwareVersion: '8.0.0',
    firmwareVersion: '8.3.15',
    uuid: UUID,
    key,
    account: { userId: '1234567', gateway },
    abilities: ['System.Debug', 'Config.Key'],
    state: { 'System.Debug': { debug: { cloud: {} } } },
    delayMs: 50,
  });
  plug.core.onlineStatus = 1;
  return plug;
}

/** Sends to the plug, signed with the key of each request. */
export function senderTo(plug: TestPlug, clock: Clock, signal: AbortSignal): SendWithKey {
  return (key, request, target) =>
    within({ clock, signal }, SETUP_TIMES.lanRequestMs, inTime =>
      plug.transport({ key, uuid: target?.uuid }).request(request, inTime),
    );
}

/** Every command that it was sent, with the key that signed it. */
export const commandsOf = (plug: TestPlug): readonly { readonly key: unknown; readonly payload: JsonObject }[] =>
  plug.sets.map(({ key, payload }) => ({ key, payload }));

/** Chooses what the plug does with its first command. */
export function behave(plug: TestPlug, behaviour: CommandBehaviour): void {
  if (behaviour === 'takes it at its next start') plug.faults.newKey = 'after a reboot';
  plug.fate = request => {
    if (request.method !== 'SET' || plug.sets.length > 0) return 'answered';
    return fateOf(plug, behaviour, request);
  };
}

function fateOf(plug: TestPlug, behaviour: CommandBehaviour, request: SentRequest): Outcome {
  switch (behaviour) {
    case 'takes it':
    case 'takes it at its next start':
      return 'answered';
    case 'refuses':
      return 'refused';
    case 'is silent':
      return 'lost';
    case 'is silent after doing it':
      return 'answer lost';
    case 'hangs up after doing it':
      return 'hung up after doing it';
    case 'vanishes':
      plug.isReachable = false;
      return 'hung up';
    case 'is gone already':
      plug.isReachable = false;
      return 'no connection';
    case 'takes the key, and the broker at its next start':
      return takesInstead(plug, request, () => plug.core.account.gateway);
    case 'takes the key, and another broker':
      return takesInstead(plug, request, wanted => wanted.gateway && { ...wanted.gateway, host: '192.168.1.99' });
  }
}

/** The plug acknowledges the command, and has another broker than it was sent. */
function takesInstead(
  plug: TestPlug,
  { payload }: SentRequest,
  gatewayOf: (wanted: Account) => Account['gateway'],
): Outcome {
  const sent = payload['key'];
  const wanted = isObject(sent) ? readAccount(sent, plug.core.account) : undefined;
  if (wanted === undefined) throw new Error('a command without an account');
  plug.core.assignAccount({ ...wanted, gateway: gatewayOf(wanted) }, 'at once');
  return 'acknowledged only';
}
