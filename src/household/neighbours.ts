import type { Address } from '../transport/transport.ts';
import type { Plug } from './plug.ts';

/** What a plug asks and tells those who see all of them. */
export interface Neighbours {
  /** The plug has said who it is. @returns another entry of the config that is this plug and comes first, if any */
  readonly onIdentified: (plug: Plug) => Plug | undefined;
  /** Whether any entry of the config wants the plug with this uuid never to be switched. */
  readonly isLocked: (uuid: string) => boolean;
  /** Whether another entry of the config names this uuid as its plug's. */
  readonly isNamedElsewhere: (uuid: string) => boolean;
  /** Another plug answers where this one should be. */
  readonly onStranger: (uuid: string, address: Address) => void;
  /** The plug is elsewhere than the config says, and so its address there is somebody else's. */
  readonly onMoved: (plug: Plug) => void;
  /** The plug has been away for a while; told again, less and less often, until it is back. */
  readonly onMissing: (plug: Plug) => void;
}
