import { objectAt, textAt } from './json.ts';
import type { Endpoint } from './listener.ts';
import type { PlugCore } from './plug-core.ts';

/** What a plug answers to a UDP probe. */
export interface ProbeReply {
  readonly uuid: string;
  readonly devName: string;
  readonly deviceType: string;
  readonly subType: string;
  /** Version of the firmware. */
  readonly devSoftWare: string;
  readonly devHardWare: string;
  readonly ip: string;
  /** HTTP port, 80 on a real plug; a number by our guess, because no reply has been published. */
  readonly port: number;
  /** Lower case, with colons. */
  readonly mac: string;
}

/** The reply of a plug at this endpoint to a UDP probe. */
export function probeReplyOf(core: PlugCore, name: string, { address, port }: Endpoint): ProbeReply {
  const hardware = objectAt(objectAt(core.recordedAll, 'system'), 'hardware');
  return {
    uuid: core.uuid,
    devName: name,
    deviceType: core.model.type,
    subType: textAt(hardware, 'subType') ?? '',
    devSoftWare: core.firmware.firmwareVersion,
    devHardWare: core.model.hardwareVersion,
    ip: address,
    port,
    mac: core.macAddress,
  };
}
