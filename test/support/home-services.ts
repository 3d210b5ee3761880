/** Services that are no outlet, as the Home app finds them: sensors, and the information about an accessory. */
import { outletsOf, shortUuid, type Accessory, type Outlet } from './home-accessories.ts';

/** HAP's short UUIDs of the services that tests name. */
export const SERVICE = { information: '3E', contact: '80', occupancy: '86' } as const;
/** The same for characteristics that are not in CHARACTERISTIC. */
export const IDENTIFY = '14';
export const CONTACT = '6A';
export const OCCUPANCY = '71';

/**
 * The services of a kind, in the shape of an outlet, so that a `HomeApp` can read, write and watch their
 * characteristics.
 */
export function servicesOf(accessories: readonly Accessory[], kind: string): readonly Outlet[] {
  const OUTLET = '47';
  // What is asked for stands in the outlet's place; outlets, switches and lights are left out.
  const only = accessories.map(({ aid, services }) => ({
    aid,
    services: services
      .filter(({ type }) => [kind, SERVICE.information].includes(shortUuid(type)))
      .flatMap(service => (shortUuid(service.type) === kind ? [service, { ...service, type: OUTLET }] : [service])),
  }));
  return outletsOf(only);
}
