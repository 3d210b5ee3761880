import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WrongKeyLog } from '../../../src/plugs/wrong-key-log.ts';
import { captureLog } from './captured-log.ts';

const uuidOf = (number: number): string => `240101000000000000004${String(number).padStart(11, '0')}`;

test('a plug on the network that does not accept our key is logged once, wherever it is', () => {
  const { log, lines } = captureLog();
  const wrongKeys = new WrongKeyLog(log);
  for (const host of ['192.168.1.20', '192.168.1.20', '192.168.1.21']) {
    wrongKeys.record({ host, port: 80, uuid: uuidOf(1), type: 'mss310' });
  }
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /A Meross mss310 at 192\.168\.1\.20 .* does not accept the key in the config\.\n/);
});

test('a device that gives itself another uuid each time is logged once', () => {
  const { log, lines } = captureLog();
  const wrongKeys = new WrongKeyLog(log);
  for (let time = 0; time < 500; time++) wrongKeys.record({ host: '192.168.1.20', port: 80, uuid: uuidOf(time) });
  assert.equal(lines.length, 1);
});

test('each of several such plugs is logged', () => {
  const { log, lines } = captureLog();
  const wrongKeys = new WrongKeyLog(log);
  for (let plug = 0; plug < 5; plug++) wrongKeys.record({ host: `192.168.1.2${plug}`, port: 80, uuid: uuidOf(plug) });
  assert.equal(lines.length, 5);
});
