import type { Address } from '../transport/transport.ts';
import type { Found, Verdict } from './identity.ts';
import type { Plug } from './plug.ts';

/** What a plug asks and tells those who see all of them. */
export interface Neighbours {
  /** What to do about who has answered where this plug should be. */
  readonly judge: (plug: Plug, found: Found) => Verdict;
  /** The plug knows who it is now; other entries that are the same one stand back, or it does. */
  readonly onIdentified: (plug: Plug, verdict: Exclude<Verdict, { readonly is: 'stranger' }>) => void;
  /** Whether any entry of the config wants the plug with this uuid never to be switched. */
  readonly isLocked: (uuid: string) => boolean;
  /** Another plug answers where this one should be. */
  readonly onStranger: (uuid: string, address: Address) => void;
  /** The plug is elsewhere than the config says, and so its address there is somebody else's. */
  readonly onMoved: (plug: Plug) => void;
  /** The plug has been away for a while; told again, less and less often, until it is back. */
  readonly onMissing: (plug: Plug) => void;
}
