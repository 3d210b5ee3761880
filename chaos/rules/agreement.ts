import type { HomeApp } from '../../test/support/home-app.ts';
import { CHARACTERISTIC, shortUuid } from '../../test/support/home-accessories.ts';
import { outletName, type ShownOutlet } from '../plug.ts';

/**
 * The plugs whose firmware HomeKit shows in an old version. The plugin notices an update within a minute, by the reply to
 * System.All, and then reads the plug anew.
 */
export async function outdated(app: HomeApp, outlets: readonly ShownOutlet[]): Promise<readonly string[]> {
  const accessories = await app.accessories();
  const owners = new Map(outlets.map(({ owner, tile }) => [tile.aid, owner]));
  return [...owners].flatMap(([aid, { name, plug }]) => {
    const shown = accessories
      .find(accessory => accessory.aid === aid)
      ?.services.flatMap(({ characteristics }) => characteristics)
      .find(({ type = '' }) => shortUuid(type) === CHARACTERISTIC['FirmwareRevision'])?.value;
    return shown === plug.firmwareVersion
      ? []
      : [`${name} shows firmware ${String(shown)}, it is ${plug.firmwareVersion}`];
  });
}

/**
 * Agreement: HomeKit shows of every outlet what its relay is, and no "No Response".
 * @returns every outlet for which that is not so
 */
export async function disagreements(app: HomeApp, outlets: readonly ShownOutlet[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const outlet of outlets) {
    const { owner, channel, tile } = outlet;
    const { on, status } = await app.read(tile);
    const isOn = owner.plug.isOn(channel);
    if (status !== 0) found.push(`${outletName(outlet)} (${owner.plug.host}) shows status ${status}`);
    else if (on !== isOn) found.push(`${outletName(outlet)} shows ${String(on)}, its relay is ${String(isOn)}`);
  }
  return found;
}
