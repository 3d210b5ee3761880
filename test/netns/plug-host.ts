/**
 * One simulated plug in a network namespace of its own: started by `namespaced-network.ts`, ends with it. Listens on every address
 * that the namespace is given, as a plug does.
 */
import { writeFileSync } from 'node:fs';
import { loadModel, SimulatedPlug } from '../../simulator/index.ts';

/** What the house asks of a plug. */
export type ToPlug =
  | { readonly kind: 'listen'; readonly uuid: string; readonly key: string }
  /** While it handles the next request of this namespace, and before it answers: the file gets this text. */
  | { readonly kind: 'rewrite'; readonly during: string; readonly file: string; readonly text: string }
  | { readonly kind: 'report' };

/** What it answers: nothing but that it is done, or what has happened to it. */
export interface FromPlug {
  readonly isOn: boolean;
  /** `METHOD namespace`, oldest first. */
  readonly requests: readonly string[];
}

let plug: SimulatedPlug | undefined;

process.on('disconnect', () => process.exit(0));
process.on('message', (message: ToPlug) => {
  void obey(message).then(() => {
    const requests = plug?.requests.map(({ method, namespace }) => `${method} ${namespace}`) ?? [];
    process.send?.({ isOn: plug?.isOn() ?? false, requests } satisfies FromPlug);
  });
});

async function obey(message: ToPlug): Promise<void> {
  switch (message.kind) {
    case 'listen': {
      const { uuid, key } = message;
      plug = new SimulatedPlug({ model: await loadModel('mss310-6.1.8'), uuid, key, address: '::', port: 80 });
      await plug.start();
      break;
    }
    case 'rewrite': {
      const { during, file, text } = message;
      if (plug === undefined) break;
      const { faults } = plug;
      // A fault is asked for each request before its answer: it picks none, and does this.
      faults.silent = namespace => {
        if (namespace !== during) return false;
        writeFileSync(file, text);
        faults.silent = false;
        return false;
      };
      break;
    }
    case 'report':
      break;
  }
}
