/** Which items are affected, counted from 0 since the connection was made: all, none, or those that it picks. */
export type PicksByNumber = boolean | ((index: number) => boolean);

/** Radio faults. Every fault is off by default, and may be switched on and off at any time. */
export interface RadioFaults {
  /** Refuses every connection although the plug advertises. */
  refusesConnection: boolean;
  /** Chunks from the client never arrive; counts chunks. */
  losesWrite: PicksByNumber;
  /** Chunks from the plug never arrive; counts chunks. */
  losesNotification: PicksByNumber;
  /** Chunks from the plug arrive twice; counts chunks. */
  doublesNotification: PicksByNumber;
  /** Bytes before every frame from the plug, which shift where its chunks begin. */
  noiseBefore: Uint8Array;
  /** Bytes after every frame. */
  noiseAfter: Uint8Array;
  /** The CRC is wrong; counts frames from the plug. */
  wrongCrc: PicksByNumber;
  /** The connection breaks after this many chunks of the next reply. */
  breaksAfter: number | undefined;
}

/** A radio without faults. */
export function noRadioFaults(): RadioFaults {
  return {
    refusesConnection: false,
    losesWrite: false,
    losesNotification: false,
    doublesNotification: false,
    noiseBefore: new Uint8Array(),
    noiseAfter: new Uint8Array(),
    wrongCrc: false,
    breaksAfter: undefined,
  };
}

/** Whether a fault picks this item. */
export function picksNumber(fault: PicksByNumber, index: number): boolean {
  return typeof fault === 'function' ? fault(index) : fault;
}
