/** A mistake of our own is not taken for an invalid row of a plug: it would then be ignored for ever. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as configWifiList from '../../../src/protocol/namespaces/config-wifilist.ts';
import * as electricityx from '../../../src/protocol/namespaces/electricityx.ts';
import { validRows } from '../../../src/protocol/namespaces/rows.ts';
import * as togglex from '../../../src/protocol/namespaces/togglex.ts';

/** Throws when it is read, as no JSON does. */
const mistake = (name: string, others: object = {}): object =>
  Object.defineProperty({ ...others }, name, {
    get: throwMistake,
  });

const energy = { channel: 1, power: 1, voltage: 1, current: 1 };

function throwMistake(): never {
  throw new TypeError('a mistake');
}

for (const [what, read] of [
  ['relays', () => togglex.parse({ togglex: [{ channel: 0, onoff: 1 }, mistake('channel')] })],
  ['Wi-Fi networks', () => configWifiList.parse({ wifiList: [mistake('ssid')] })],
  ['meters', () => electricityx.parse({ electricity: [energy, mistake('power', energy)] })],
  ['any rows', () => validRows([1], throwMistake, { limit: 'days', path: 'rows' })],
] as const) {
  test(`among ${what}`, () => {
    assert.throws(read, TypeError);
  });
}
