import type { Characteristic, CharacteristicProps, HAP, Service } from 'homebridge';
import type { CharacteristicType, ServiceType } from './capability.ts';

/** Characteristics that Apple does not define; the Eve app and others show them. */
export interface EveCharacteristics {
  /** W, 0 to 12,000 in steps of 0.1. */
  readonly Watts: CharacteristicType;
  /** V, 0 to 380 in steps of 0.1. */
  readonly Volts: CharacteristicType;
  /** A, 0 to 48 in steps of 0.01. */
  readonly Amperes: CharacteristicType;
  /** kWh since the last reset, in steps of 0.01. */
  readonly KilowattHours: CharacteristicType;
  /** Seconds since 2001; Eve writes it when the user resets the total. */
  readonly ResetTotal: CharacteristicType;
  /** Base64: the extent of the history. */
  readonly HistoryStatus: CharacteristicType;
  /** Base64: the requested records, eleven at a time. */
  readonly HistoryEntries: CharacteristicType;
  /** Base64, written: the first requested record. */
  readonly HistoryRequest: CharacteristicType;
  /** Base64, written: the time of Eve's clock. */
  readonly SetTime: CharacteristicType;
}

interface CharacteristicDefinition {
  readonly id: string;
  readonly name: string;
  readonly props: (hap: HAP) => CharacteristicProps;
}

const measuredValue =
  (unit: string, maxValue: number, minStep: number): CharacteristicDefinition['props'] =>
  ({ Formats, Perms }) => {
    return { format: Formats.FLOAT, perms: [Perms.PAIRED_READ, Perms.NOTIFY], unit, minValue: 0, maxValue, minStep };
  };

const notifiedData: CharacteristicDefinition['props'] = ({ Formats, Perms }) => {
  return { format: Formats.DATA, perms: [Perms.PAIRED_READ, Perms.NOTIFY, Perms.HIDDEN] };
};

const writtenData: CharacteristicDefinition['props'] = ({ Formats, Perms }) => {
  return { format: Formats.DATA, perms: [Perms.PAIRED_WRITE, Perms.HIDDEN] };
};

const DEFINITIONS = {
  Watts: { id: '10D', name: 'Consumption', props: measuredValue('W', 12_000, 0.1) },
  Volts: { id: '10A', name: 'Voltage', props: measuredValue('V', 380, 0.1) },
  Amperes: { id: '126', name: 'Electric Current', props: measuredValue('A', 48, 0.01) },
  KilowattHours: { id: '10C', name: 'Total Consumption', props: measuredValue('kWh', 1_000_000, 0.01) },
  ResetTotal: {
    id: '112',
    name: 'Reset Total',
    props: ({ Formats, Perms }) => {
      return { format: Formats.UINT32, perms: [Perms.PAIRED_READ, Perms.PAIRED_WRITE, Perms.NOTIFY], unit: 's' };
    },
  },
  HistoryStatus: { id: '116', name: 'History Status', props: notifiedData },
  HistoryEntries: { id: '117', name: 'History Entries', props: notifiedData },
  HistoryRequest: { id: '11C', name: 'History Request', props: writtenData },
  SetTime: { id: '121', name: 'Set Time', props: writtenData },
} as const satisfies Record<keyof EveCharacteristics, CharacteristicDefinition>;

/** Seconds from 1970 to 2001, when Eve's time begins. */
export const EVE_EPOCH = 978_307_200;

const uuidOf = (id: string): string => `E863F${id}${FAMILY}`;

/** Whether a characteristic is one of Eve's. */
export function isEve({ UUID }: Pick<Characteristic, 'UUID'>): boolean {
  return UUID.endsWith(FAMILY);
}

const FAMILY = '-079E-48FF-8F27-9C2605A29F52';

const classesByHap = new WeakMap<HAP, EveCharacteristics>();

/** Eve's characteristics as classes of this Homebridge's HAP; the same classes at each call. */
export function eveCharacteristics(hap: HAP): EveCharacteristics {
  const existing = classesByHap.get(hap);
  if (existing) return existing;
  const classes = {
    Watts: characteristic(hap, DEFINITIONS.Watts),
    Volts: characteristic(hap, DEFINITIONS.Volts),
    Amperes: characteristic(hap, DEFINITIONS.Amperes),
    KilowattHours: characteristic(hap, DEFINITIONS.KilowattHours),
    ResetTotal: characteristic(hap, DEFINITIONS.ResetTotal),
    HistoryStatus: characteristic(hap, DEFINITIONS.HistoryStatus),
    HistoryEntries: characteristic(hap, DEFINITIONS.HistoryEntries),
    HistoryRequest: characteristic(hap, DEFINITIONS.HistoryRequest),
    SetTime: characteristic(hap, DEFINITIONS.SetTime),
  };
  classesByHap.set(hap, classes);
  return classes;
}

function characteristic(hap: HAP, { id, name, props }: CharacteristicDefinition): CharacteristicType {
  const uuid = uuidOf(id);
  const Base: typeof Characteristic = hap.Characteristic;
  return class extends Base {
    static readonly UUID: string = uuid;

    constructor() {
      super(name, uuid, props(hap));
      this.value = this.getDefaultValue();
    }
  };
}

/** Eve's service for history, as a class of this Homebridge's HAP. The Home app does not show it. */
export function eveHistory(hap: HAP): ServiceType {
  const uuid = uuidOf('007');
  const Base: typeof Service = hap.Service;
  return class extends Base {
    static readonly UUID: string = uuid;

    constructor(name?: string, subtype?: string) {
      super(name, uuid, subtype);
    }
  };
}
