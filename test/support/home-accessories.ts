/** What a bridge lists, read the way the Home app reads it: which outlets are there, and what are they called? */

/** The characteristics the tests name, by HAP's short UUIDs. */
export const CHARACTERISTIC: Readonly<Record<string, string>> = {
  Manufacturer: '20',
  Model: '21',
  Name: '23',
  On: '25',
  OutletInUse: '26',
  SerialNumber: '30',
  FirmwareRevision: '52',
  HardwareRevision: '53',
  ConfiguredName: 'E3',
  // Eve's own, for what HomeKit has no word for.
  Volts: 'E863F10A-079E-48FF-8F27-9C2605A29F52',
  Amperes: 'E863F126-079E-48FF-8F27-9C2605A29F52',
  Watts: 'E863F10D-079E-48FF-8F27-9C2605A29F52',
  KilowattHours: 'E863F10C-079E-48FF-8F27-9C2605A29F52',
  ResetTotal: 'E863F112-079E-48FF-8F27-9C2605A29F52',
  // Data: base64 on the wire, and here.
  HistoryStatus: 'E863F116-079E-48FF-8F27-9C2605A29F52',
  HistoryEntries: 'E863F117-079E-48FF-8F27-9C2605A29F52',
  HistoryRequest: 'E863F11C-079E-48FF-8F27-9C2605A29F52',
  SetTime: 'E863F121-079E-48FF-8F27-9C2605A29F52',
};

/** Every type that is Eve's, of services and of characteristics, in the form of {@link shortUuid}. */
export const isEveType = (type: string): boolean => type.startsWith('E863F');

const SERVICE_TYPES: Readonly<Record<string, Outlet['type']>> = { '47': 'outlet', '49': 'switch', '43': 'light' };

export interface Accessory {
  readonly aid: number;
  readonly services: readonly {
    readonly iid: number;
    readonly type: string;
    readonly characteristics: readonly {
      readonly iid?: number;
      readonly type?: string;
      readonly value?: unknown;
      readonly perms?: string[];
    }[];
  }[];
}

export interface Outlet {
  readonly accessoryName: string;
  /** ConfiguredName where the service has one, its Name otherwise. */
  readonly serviceName: string;
  readonly type: 'outlet' | 'switch' | 'light';
  readonly aid: number;
  /** The iid of each of its characteristics, by the name in CHARACTERISTIC, else by short or full UUID. */
  readonly iids: Readonly<Record<string, number>>;
}

/** Apple's UUIDs in their short form (`25`), others as they are, in capitals. */
export const shortUuid = (uuid: string): string =>
  uuid.toUpperCase().replace(/^0*([0-9A-F]+)-0000-1000-8000-0026BB765291$/, '$1');

export function outletsOf(accessories: readonly Accessory[]): readonly Outlet[] {
  const names = new Map(Object.entries(CHARACTERISTIC).map(([name, type]) => [type, name]));
  return accessories.flatMap(({ aid, services }) => {
    const described = services.map(service => {
      const known = service.characteristics.map(one => {
        const type = shortUuid(one.type ?? '');
        return { key: names.get(type) ?? type, iid: one.iid ?? 0, value: one.value };
      });
      return {
        kind: shortUuid(service.type),
        iids: Object.fromEntries(known.map(one => [one.key, one.iid])),
        text: (key: string): string => {
          const value = known.find(one => one.key === key)?.value;
          return typeof value === 'string' ? value : '';
        },
      };
    });
    const accessoryName = described.find(service => service.kind === '3E')?.text('Name') ?? '';
    return described.flatMap(({ kind, iids, text }) => {
      const type = SERVICE_TYPES[kind];
      const serviceName = text('ConfiguredName') || text('Name');
      return type === undefined ? [] : [{ accessoryName, serviceName, type, aid, iids }];
    });
  });
}
