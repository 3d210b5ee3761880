import { outletChannels } from '../device/plug-info.ts';
import type { Reading } from '../device/reading.ts';
import type { Capability } from '../homekit/capability.ts';
import { eveCharacteristics } from '../homekit/eve.ts';
import * as electricity from '../protocol/namespaces/electricity.ts';

/** Watts, volts and amperes of plugs with one socket and a meter. No strip is known to list this namespace. */
export function power(everySeconds: number): Capability {
  return {
    supports: plug => electricity.NAMESPACE in plug.abilities && outletChannels(plug).length === 1,

    queries: () => [{ request: electricity.get(0), every: everySeconds, replyBytes: 155 }],

    read({ header, payload }) {
      return header.namespace === electricity.NAMESPACE ? electricity.parse(payload).map(reading) : [];
    },

    bind(outlet) {
      const { channel, service } = outlet;
      const { Watts, Volts, Amperes } = eveCharacteristics(outlet.hap);
      for (const each of [Watts, Volts, Amperes]) {
        const isThere = service.characteristics.some(({ UUID }) => UUID === each.UUID);
        if (!isThere) service.addOptionalCharacteristic(each);
      }
      outlet.show(Watts, state => state.get('power', channel)?.watts);
      outlet.show(Volts, state => state.get('power', channel)?.volts);
      outlet.show(Amperes, state => state.get('power', channel)?.amperes);
    },
  };
}

const reading = (measured: electricity.Electricity): Reading => ({ kind: 'power', ...measured });
