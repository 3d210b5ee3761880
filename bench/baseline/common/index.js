// A baseline: the way that Homebridge plugins for local HTTP plugs commonly take, written from its description. Each
// outlet is asked for everything every 5 s by a request of its own, a strip once for each of its outlets; requests start
// 250 ms apart, one at a time; each may take 9 s. It is not the code of any plugin.
import { outletsOf } from '../accessories.js';
import { signedPost } from '../signed-post.js';

const SPACING_MS = 250;
const TIMEOUT_MS = 9000;
const FIRST_POLL_MS = 2000;

/** One request at a time, and the next one not before 250 ms after the last one began. */
class SpacedQueue {
  #last = Promise.resolve();
  #began = -Infinity;

  add(work) {
    const result = this.#last.then(async () => {
      const wait = this.#began + SPACING_MS - performance.now();
      if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait));
      this.#began = performance.now();
      return work();
    });
    this.#last = result.catch(() => undefined);
    return result;
  }
}

class Common {
  #restored = new Map();
  #timers = [];

  constructor(_log, config, api) {
    const { On } = api.hap.Characteristic;
    const shared = config.queue === 'shared' ? new SpacedQueue() : undefined;
    api.on('didFinishLaunching', () => {
      const names = { plugin: 'homebridge-bench-common', platform: 'BenchCommon' };
      for (const outlet of outletsOf({ api, config, restored: this.#restored, ...names }))
        this.#run(outlet, shared ?? new SpacedQueue(), { On, api, pollMs: (config.pollSeconds ?? 5) * 1000 });
    });
    api.on('shutdown', () => this.#timers.forEach(timer => clearInterval(timer)));
  }

  configureAccessory(accessory) {
    this.#restored.set(accessory.UUID, accessory);
  }

  #run({ plug, channel, service }, queue, { On, api, pollMs }) {
    const { HapStatusError, HAPStatus } = api.hap;
    const failure = () => new HapStatusError(HAPStatus.SERVICE_COMMUNICATION_FAILURE);
    const tile = service.getCharacteristic(On);
    let writing = 0;
    let polling = false;
    tile.onSet(async on => {
      writing += 1;
      const togglex = { channel, onoff: on ? 1 : 0 };
      try {
        await queue.add(() => signedPost(plug, 'SET', 'Appliance.Control.ToggleX', { togglex }, TIMEOUT_MS));
      } catch {
        throw failure();
      } finally {
        writing -= 1;
      }
    });
    const poll = async () => {
      if (polling || writing > 0) return;
      polling = true;
      try {
        const reply = await queue.add(() => signedPost(plug, 'GET', 'Appliance.System.All', {}, TIMEOUT_MS));
        const row = reply.all.digest.togglex.find(each => each.channel === channel);
        if (writing === 0) tile.updateValue(row.onoff === 1);
      } catch {
        if (writing === 0) tile.updateValue(failure());
      } finally {
        polling = false;
      }
    };
    this.#timers.push(setTimeout(poll, FIRST_POLL_MS), setInterval(poll, pollMs));
  }
}

export default api => {
  api.registerPlatform('BenchCommon', Common);
};
