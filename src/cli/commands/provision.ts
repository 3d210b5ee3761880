import { GivenUpError } from '../../errors.ts';
import { provision as setUp, type NetworkOffer } from '../../provisioning/provision.ts';
import type { Call } from '../call.ts';
import { asUsage } from '../setup/checked.ts';
import { finderFor } from '../setup/finder.ts';
import { FreshKeyError } from '../setup/fresh-key-error.ts';
import { givenWifi, wifiFor } from '../setup/network.ts';
import { summary, tell } from '../setup/outcome.ts';
import { questionsOf, type Questions } from '../setup/questions.ts';
import { rehearseConfig } from '../setup/save-config.ts';
import { stepTeller } from '../setup/steps.ts';
import { openWay, wayName, type Way } from '../setup/way.ts';
import { wishOf, type Wish } from '../setup/wish.ts';
import { facts } from '../show/table.ts';
import type { Action } from '../spec.ts';
import { UsageError } from '../usage-error.ts';

/** `provision --ap|--ble`. */
export const provision: Action = async call => {
  const questions = await questionsOf(call);
  const way = await wayName(call, questions);
  const wish = await wishOf(call, way);
  const wifi = givenWifi(call);
  if (questions === undefined) checkIsComplete(call);
  const place = await openWay(call, way, questions);
  const steps = stepTeller(call, { arrival: waiting(wish) });
  try {
    const plug = await setUp({
      exchange: place.exchange,
      key: wish.newKey.key,
      broker: wish.broker,
      ...(wish.userId !== undefined && { userId: wish.userId }),
      ...(wish.timezone !== undefined && { timezone: wish.timezone }),
      chooseNetwork: async offer => {
        const choice = await wifiFor(wifi, offer, questions);
        await agree(call, questions, { wish, offer, ssid: choice.ssid });
        if (wish.configPath !== undefined) await rehearseConfig(wish.configPath);
        return choice;
      },
      find: finder(call, wish, place),
      arrivalMs: wish.waitSeconds * 1000,
      onStep: steps.onStep,
      clock: call.io.clock,
      signal: call.io.signal,
    }).catch((error: unknown) => {
      throw FreshKeyError.of(asUsage(error), wish.newKey);
    });
    await tell(call, wish, plug, { steps, questions: call.flag('yes') ? undefined : questions });
  } finally {
    await place.close();
  }
};

/** Where nobody can be asked, all has to be said beforehand. @throws {UsageError} it was not */
function checkIsComplete(call: Call): void {
  if (call.text('ssid') === undefined) throw new UsageError('Say which network the plug is to join: --ssid NAME.');
  if (!call.flag('yes')) {
    throw new UsageError('Nobody is there to be asked whether all is as it should be.', 'Add --yes to go ahead.');
  }
}

function finder(call: Call, { subnets, newKey, port }: Wish, { host }: Way): ReturnType<typeof finderFor> {
  return finderFor(call, { configured: subnets, key: newKey.key, port, ...(host !== undefined && { host }) });
}

function waiting({ way, waitSeconds }: Wish): string {
  const back =
    way === 'ap' ? ' Should this computer not go back to your own network by itself, connect it there now.' : '';
  return `Waiting for the plug on the network, for ${waitSeconds} s at most.${back}`;
}

interface Agreement {
  readonly wish: Wish;
  readonly offer: NetworkOffer;
  readonly ssid: string;
}

/**
 * Shows what is going to happen, and asks whether it shall. A fresh key is shown here, before the plug gets it, so that
 * it is known whatever becomes of this computer.
 *
 * @throws {GivenUpError} it shall not
 */
async function agree(call: Call, questions: Questions | undefined, { wish, offer, ssid }: Agreement): Promise<void> {
  const isAsked = !call.flag('yes') && questions !== undefined;
  if (!call.json || isAsked) call.note(`\n${facts(summary(wish, offer, ssid), call.paintErr, call.io.err.columns())}`);
  if (wish.newKey.from === 'fresh') call.note(`The key of this plug from now on: ${wish.newKey.key}`);
  if (isAsked && !(await questions.confirm('Set it up like this?'))) throw new GivenUpError('not wanted');
}
