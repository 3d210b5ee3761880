/** Which of the things that are counted from 0 since the link was made: all, none, or those that it picks. */
export type PicksByNumber = boolean | ((index: number) => boolean);

/** What goes wrong in the air. Every fault is off by default, and may be switched on and off at any time. */
export interface RadioFaults {
  /** Nobody gets a link although the plug advertises. */
  refusesConnection: boolean;
  /** What is written never arrives; counts chunks. */
  losesWrite: PicksByNumber;
  /** What the plug sends never arrives; counts chunks. */
  losesNotification: PicksByNumber;
  /** What the plug sends arrives twice; counts chunks. */
  doublesNotification: PicksByNumber;
  /** Bytes in front of every frame that the plug sends, which shift where its chunks begin. */
  noiseBefore: Uint8Array;
  /** Bytes behind every frame. */
  noiseAfter: Uint8Array;
  /** The CRC is wrong; counts frames that the plug sends. */
  wrongCrc: PicksByNumber;
  /** The link breaks after so many chunks of the next answer. */
  breaksAfter: number | undefined;
}

/** Still air. */
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

/** Whether a fault picks this one. */
export function picksNumber(fault: PicksByNumber, index: number): boolean {
  return typeof fault === 'function' ? fault(index) : fault;
}
