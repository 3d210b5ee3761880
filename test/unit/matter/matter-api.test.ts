import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findMatter } from '../../../src/matter/matter-api.ts';
import { ENGLISH } from '../../../src/texts/log-texts.ts';
import { matterProblemText } from '../../../src/matter/matter-log.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { api } from '../homekit/real-hap.ts';
import { FakeBridge } from './fake-bridge.ts';

interface Host {
  readonly serverVersion: string;
  readonly isNew?: boolean;
  readonly isMatterAvailable?: () => boolean;
  readonly isMatterEnabled?: () => boolean;
}

function problemOf({ isNew = true, ...host }: Host): string {
  const found = findMatter({ versionGreaterOrEqual: () => isNew, ...host });
  assert.ok('kind' in found, 'a problem');
  return matterProblemText(found, ENGLISH.matter);
}

const yes = (): boolean => true;

describe('"publish": "matter" is explained in two lines', () => {
  test('where Homebridge has no Matter', () => {
    const text = problemOf({ serverVersion: '1.11.4', isNew: false });
    assert.match(text, /needs Homebridge 2\.2 or later, and this is Homebridge 1\.11\.4\.\n.*shown over HomeKit/);
  });

  test('where Homebridge has Matter without meters', () => {
    const text = problemOf({ serverVersion: '2.0.2', isNew: false, isMatterAvailable: yes, isMatterEnabled: yes });
    assert.match(text, /needs Homebridge 2\.2 or later, and this is Homebridge 2\.0\.2/);
  });

  test('where the bridge has Matter off', () => {
    const text = problemOf({ serverVersion: '2.4.0', isMatterAvailable: yes, isMatterEnabled: () => false });
    assert.match(text, /Matter is not enabled for the bridge.*\nEnable it in/);
    assert.match(problemOf({ serverVersion: '2.4.0', isMatterAvailable: yes }), /not enabled/);
  });

  test('where the server of Homebridge does not run', () => {
    const text = matterProblemText({ kind: 'refused', reason: 'it is still starting' }, ENGLISH.matter);
    assert.match(text, /^Homebridge could not publish over Matter: it is still starting\n.*"bind"/);
  });
});

test('the real Homebridge of the tests has Matter, and not enabled', () => {
  assert.deepEqual(findMatter(api), { kind: 'not enabled' });
});

test('Matter is used where it is enabled', () => {
  const { matter } = new FakeBridge(new FakeClock());
  const host = { serverVersion: '2.4.0', versionGreaterOrEqual: yes, isMatterAvailable: yes, isMatterEnabled: yes };
  assert.equal(findMatter({ ...host, matter }), matter);
});
