import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { SimulatedPlug } from '../../simulator/index.ts';
import { startHomebridge, type RunningHomebridge } from '../support/homebridge.ts';
import { deviceConfig, platformConfig, startPlug } from '../support/simulated-home.ts';

/** Port 9 is "discard": nothing listens on it here. */
const REFUSED = '127.0.0.1:9';

describe('the log of a bad day: one plug is well, and four have a problem each', () => {
  let homebridge: RunningHomebridge;
  /** Another Homebridge with the same plugs, in German. */
  let german: RunningHomebridge;
  let lamp: SimulatedPlug;
  let heater: SimulatedPlug;
  let fridge: SimulatedPlug;

  before(async () => {
    lamp = await startPlug({ model: 'mss310-2.1.17' });
    heater = await startPlug({ model: 'mss310-2.1.17' });
    fridge = await startPlug({ model: 'mss310-2.1.17' });
    const devices = [
      deviceConfig(lamp, { name: 'Lamp' }),
      deviceConfig(heater, { name: 'Heater' }),
      { ...deviceConfig(fridge, { name: 'Fridge' }), key: 'the key of another plug' },
      { host: REFUSED, key: 'k', name: 'Garden' },
      { host: '8.8.8.8', key: 'k', name: 'Typo' },
    ];
    [homebridge, german] = await Promise.all([
      startHomebridge({ platforms: [platformConfig(devices, { pollSeconds: 2 })] }),
      startHomebridge({ platforms: [platformConfig(devices, { pollSeconds: 2, language: 'de' })] }),
    ]);
    await Promise.all([homebridge.waitForLog(/plugs ready/, 35_000), german.waitForLog(/Steckdosen bereit/, 35_000)]);
    await heater.unplug();
    await Promise.all([
      homebridge.waitForLog(/Heater .*cannot be reached.*\n.*Home shows/, 30_000),
      german.waitForLog(/Heater .*nicht erreichbar.*\n.*Home zeigt/, 30_000),
    ]);
  });
  after(async () => {
    await Promise.all([homebridge.stop(), german.stop()]);
    await Promise.all([lamp, heater, fridge].map(plug => plug.close()));
  });

  const named = (text: string): string =>
    text
      .replaceAll(lamp.host, 'LAMP')
      .replaceAll(heater.host, 'HEATER')
      .replaceAll(fridge.host, 'FRIDGE')
      .replace(/https:\S+\/docs\//, 'docs/');

  test('says what happened to each plug, what to do, and what happens next, in lines that a person can read aloud', () => {
    assert.deepEqual(linesOf(named(homebridge.log)).toSorted(), EXPECTED.toSorted(), homebridge.log);
  });

  test('says the same in German', () => {
    assert.deepEqual(linesOf(named(german.log)).toSorted(), IN_GERMAN.toSorted(), german.log);
  });

  test('has each line once, with the name of the plugin before it', () => {
    const all = homebridge.log.split('\n').filter(line => /Heater|Fridge|Garden|Typo|doctor/.test(line));
    for (const line of all) assert.match(line, /\[Meross Local\]/);
    assert.equal(new Set(linesOf(homebridge.log)).size, linesOf(homebridge.log).length);
  });
});

/** The lines of the plugin, without the time and its name. */
function linesOf(log: string): readonly string[] {
  return log
    .split('\n')
    .flatMap(line => /\[Meross Local\] (.*)/.exec(line)?.[1] ?? [])
    .filter(line => !/^Initializing|^Loaded/.test(line));
}

const EXPECTED = [
  'config: devices[4].host (plug 5, Typo) is "8.8.8.8" (text); a public address is refused because this plugin never sends a packet to the internet; a plug has a private address (10.x.x.x, 172.16.x.x to 172.31.x.x, 192.168.x.x, 169.254.x.x, 127.x.x.x, or IPv6 fc00::/7, fe80::/10, ::1). This plug is left out until then; the others run.',
  'Lamp is ready: MSS310, firmware 2.1.17, at LAMP.',
  'Heater is ready: MSS310, firmware 2.1.17, at HEATER.',
  'Garden (127.0.0.1:9) cannot be reached: the connection was refused.',
  'Check that it has power, is on this network and still has this address. "meross-local doctor 127.0.0.1:9" finds the cause. It is not in Home yet; it appears as soon as it replies.',
  'Fridge (FRIDGE) does not accept the key in the config.',
  'Set "key" of plug 3 to the key that this plug was given and restart Homebridge; until then it is neither read nor switched. A plug that was set up with the Meross app has a key of its own, see docs/meross-app.md. "meross-local doctor FRIDGE" finds the cause.',
  '2 of 5 plugs ready, 1 wrong key, 1 unreachable, 1 left out because of the config.',
  'Heater (HEATER) cannot be reached: the connection was refused.',
  'Check that it has power, is on this network and still has this address. "meross-local doctor HEATER" finds the cause. Home shows "No Response" until it replies; the plugin keeps asking.',
];

// cspell:ignore Steckdosen bereit nicht erreichbar zeigt
// cspell:disable
const IN_GERMAN = [
  'Konfiguration: devices[4].host (Steckdose 5, Typo) ist "8.8.8.8" (Text); eine öffentliche Adresse wird abgelehnt, weil dieses Plugin nie ein Paket ins Internet sendet; eine Steckdose hat eine private Adresse (10.x.x.x, 172.16.x.x bis 172.31.x.x, 192.168.x.x, 169.254.x.x, 127.x.x.x, oder IPv6 fc00::/7, fe80::/10, ::1). Bis dahin wird diese Steckdose ausgelassen; die anderen laufen.',
  'Lamp ist bereit: MSS310, Firmware 2.1.17, unter LAMP.',
  'Heater ist bereit: MSS310, Firmware 2.1.17, unter HEATER.',
  'Garden (127.0.0.1:9) ist nicht erreichbar: die Verbindung wurde abgelehnt.',
  'Prüfen, ob die Steckdose Strom hat, in diesem Netzwerk ist und noch diese Adresse hat. "meross-local doctor 127.0.0.1:9" findet die Ursache. In Home erscheint die Steckdose, sobald sie antwortet.',
  'Fridge (FRIDGE) akzeptiert den Schlüssel in der Konfiguration nicht.',
  '"key" von Steckdose 3 auf den Schlüssel setzen, den diese Steckdose bekommen hat, und Homebridge neu starten; bis dahin wird sie weder gelesen noch geschaltet. Eine mit der Meross-App eingerichtete Steckdose hat einen eigenen Schlüssel, siehe docs/meross-app.md. "meross-local doctor FRIDGE" findet die Ursache.',
  '2 von 5 Steckdosen bereit, 1 mit falschem Schlüssel, 1 nicht erreichbar, 1 wegen der Konfiguration ausgelassen.',
  'Heater (HEATER) ist nicht erreichbar: die Verbindung wurde abgelehnt.',
  'Prüfen, ob die Steckdose Strom hat, in diesem Netzwerk ist und noch diese Adresse hat. "meross-local doctor HEATER" findet die Ursache. Home zeigt „Keine Antwort“, bis die Steckdose antwortet; das Plugin fragt weiter.',
];
