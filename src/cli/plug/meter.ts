import { outletChannels } from '../../device/plug-info.ts';
import * as electricity from '../../protocol/namespaces/electricity.ts';
import * as electricityx from '../../protocol/namespaces/electricityx.ts';
import { ifKnown, type OpenPlug } from './open.ts';

/** What the meters of a plug measure now; empty where it has none. */
export async function measured(plug: OpenPlug): Promise<readonly electricityx.ElectricityX[]> {
  const each = await ifKnown(plug, electricityx.get(), ({ payload }) => electricityx.parse(payload));
  if (each !== undefined && each.length > 0) return each;
  const [channel = 0] = outletChannels(plug.info);
  return (await ifKnown(plug, electricity.get(channel), ({ payload }) => electricity.parse(payload))) ?? [];
}
