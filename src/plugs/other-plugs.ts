import type { Address } from '../transport/transport.ts';
import type { ReplyingDevice, IdentityDecision } from './identity.ts';
import type { Plug } from './plug.ts';

/** What one plug needs from the plug manager, which knows all plugs. */
export interface OtherPlugs {
  /** What to do about a device that has replied at the address of this plug. */
  readonly decide: (plug: Plug, device: ReplyingDevice) => IdentityDecision;
  /** The plug has been identified. Of several entries for the same plug only the first is used from now on. */
  readonly onIdentified: (plug: Plug, decision: Exclude<IdentityDecision, { readonly is: 'stranger' }>) => void;
  /** Whether any entry of the config locks the plug with this uuid. */
  readonly isLocked: (uuid: string) => boolean;
  /** Another plug replies at the address of this one. */
  readonly onOtherPlug: (uuid: string, address: Address) => void;
  /** The plug has another address than in the config, so another device may have that one. */
  readonly onMoved: (plug: Plug) => void;
  /** The plug has been unreachable for a while. Called again at growing intervals until it replies. */
  readonly onMissing: (plug: Plug) => void;
}
