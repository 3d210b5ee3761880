import type { Address } from '../transport/transport.ts';
import type { ReplyingDevice, IdentityDecision } from './identity.ts';
import type { Plug } from './plug.ts';

/** What a plug asks and tells those who see all of them. */
export interface OtherPlugs {
  /** What to do about who has answered where this plug should be. */
  readonly decide: (plug: Plug, device: ReplyingDevice) => IdentityDecision;
  /** The plug knows who it is now; other entries that are the same one stand back, or it does. */
  readonly onIdentified: (plug: Plug, decision: Exclude<IdentityDecision, { readonly is: 'stranger' }>) => void;
  /** Whether any entry of the config wants the plug with this uuid never to be switched. */
  readonly isLocked: (uuid: string) => boolean;
  /** Another plug answers where this one should be. */
  readonly onOtherPlug: (uuid: string, address: Address) => void;
  /** The plug is elsewhere than the config says, and so its address there is somebody else's. */
  readonly onMoved: (plug: Plug) => void;
  /** The plug has been away for a while; told again, less and less often, until it is back. */
  readonly onMissing: (plug: Plug) => void;
}
