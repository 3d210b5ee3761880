import type { Characteristic, HAP } from 'homebridge';
import type { CharacteristicType } from './capability.ts';

/** What Apple has no characteristic for; the Eve app and others show these. */
export interface EveCharacteristics {
  /** W, 0 to 12,000 in steps of 0.1. */
  readonly Watts: CharacteristicType;
  /** V, 0 to 380 in steps of 0.1. */
  readonly Volts: CharacteristicType;
  /** A, 0 to 48 in steps of 0.01. */
  readonly Amperes: CharacteristicType;
}

interface Shape {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly maxValue: number;
  readonly minStep: number;
}

const SHAPES = {
  Watts: { id: '10D', name: 'Consumption', unit: 'W', maxValue: 12_000, minStep: 0.1 },
  Volts: { id: '10A', name: 'Voltage', unit: 'V', maxValue: 380, minStep: 0.1 },
  Amperes: { id: '126', name: 'Electric Current', unit: 'A', maxValue: 48, minStep: 0.01 },
} as const satisfies Record<keyof EveCharacteristics, Shape>;

/** Whether a characteristic is one of Eve's. */
export function isEve({ UUID }: Pick<Characteristic, 'UUID'>): boolean {
  return UUID.endsWith(FAMILY);
}

const FAMILY = '-079E-48FF-8F27-9C2605A29F52';

const made = new WeakMap<HAP, EveCharacteristics>();

/** Eve's characteristics as classes of this Homebridge's HAP; the same ones at each call. */
export function eveCharacteristics(hap: HAP): EveCharacteristics {
  const known = made.get(hap);
  if (known) return known;
  const classes = {
    Watts: characteristic(hap, SHAPES.Watts),
    Volts: characteristic(hap, SHAPES.Volts),
    Amperes: characteristic(hap, SHAPES.Amperes),
  };
  made.set(hap, classes);
  return classes;
}

function characteristic(hap: HAP, { id, name, unit, maxValue, minStep }: Shape): CharacteristicType {
  const uuid = `E863F${id}${FAMILY}`;
  const Base: typeof Characteristic = hap.Characteristic;
  return class extends Base {
    static readonly UUID: string = uuid;

    constructor() {
      super(name, uuid, {
        format: hap.Formats.FLOAT,
        perms: [hap.Perms.PAIRED_READ, hap.Perms.NOTIFY],
        unit,
        minValue: 0,
        maxValue,
        minStep,
      });
      this.value = 0;
    }
  };
}
