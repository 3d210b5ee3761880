import type { CommandSpec, OptionSpec } from '../command-spec.ts';

const GROUP = 'Set up:';

const FRESH_KEY: OptionSpec = { flags: '--fresh-key', description: 'make a new key for it' };
const BROKER: OptionSpec = {
  flags: '--broker <host[:port]>',
  description: 'MQTT broker with TLS that it is to use, port 8883 unless given; or "none"',
};
const USER_ID: OptionSpec = { flags: '--user-id <number>', description: 'a part of its MQTT password' };
const YES: OptionSpec = { flags: '--yes', description: 'do it without asking once more' };

/** Commands that give a plug its key, Wi-Fi and broker. */
export const SETUP_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'provision',
    group: GROUP,
    summary: 'take a plug from the box onto your network: Wi-Fi, key, broker, clock',
    details:
      'The plug has to be in pairing mode: its light alternates between green and orange. What is not given is asked for ' +
      'at a terminal. The password of the Wi-Fi comes from MEROSS_WIFI_PASSWORD, the key from MEROSS_KEY (or --key), else ' +
      'from --config, else a fresh one is made and shown. With --config the plug is added to that file; without, the line ' +
      'for it is printed.',
    options: [
      {
        flags: '--ap',
        description: 'the plug waits with a Wi-Fi of its own, Meross_…, which this computer has joined',
      },
      { flags: '--ble', description: 'it waits by Bluetooth, as most do since about 2023' },
      {
        flags: '--address <address>',
        description: 'where it is: 10.10.10.1 unless given; with --ble its Bluetooth address or name',
      },
      { flags: '--scan <seconds>', description: 'with --ble: how long to listen for plugs; 10 unless given' },
      { flags: '--ssid <name>', description: 'name of the Wi-Fi that it is to join, of 2.4 GHz' },
      {
        flags: '--bssid <address>',
        description: 'for a hidden Wi-Fi: address of its access point, as the router shows it',
      },
      { flags: '--channel <n>', description: 'for a hidden Wi-Fi: its channel, 1 to 13' },
      { flags: '--encryption <n>', description: 'in place of what the plug sees: 0 open, 6 WPA2, 8 WPA and WPA2' },
      { flags: '--cipher <n>', description: 'in place of what the plug sees: 0 none, 3 AES, 4 AES and TKIP' },
      FRESH_KEY,
      BROKER,
      USER_ID,
      {
        flags: '--timezone <zone>',
        description: 'its time zone, such as Europe/Paris, or "none"; that of this computer unless given',
      },
      {
        flags: '--subnet <cidr>',
        description:
          'network where it is looked for afterwards; may be repeated. Without it: those that this computer is in then',
        repeats: true,
      },
      { flags: '--port <port>', description: 'where plugs listen, 80 unless given; for simulated ones' },
      { flags: '--wait <seconds>', description: 'how long to wait for it there; 90 unless given, with --ap 180' },
      { flags: '--name <name>', description: 'its name in the config' },
      YES,
    ],
    examples: [
      'provision --ble',
      'provision --ap --ssid Maison --config ~/.homebridge/config.json',
      'provision --ap --address 10.10.10.1 --ssid Maison --subnet 192.168.1.0/24 --yes --json',
    ],
    load: async () => (await import('../commands/provision.ts')).provision,
  },
  {
    usage: 'rekey <host>',
    group: GROUP,
    summary: 'give a plug in use another key or broker, over the network',
    details:
      'Says what would change and asks first; --dry-run stops there. A broker is tried first as the plug would. Both keys ' +
      'are written to a file before anything is sent, so that whatever happens the key is known. The key that it has is ' +
      'given as everywhere; the new one comes from MEROSS_NEW_KEY, or from --fresh-key. With --config its entry in that ' +
      'file gets the new key.',
    options: [
      FRESH_KEY,
      BROKER,
      USER_ID,
      { flags: '--dry-run', description: 'only say what would change' },
      {
        flags: '--record <file>',
        description: 'where both keys are written down; meross-rekey-UUID.json unless given',
      },
      YES,
    ],
    examples: [
      'rekey 192.168.1.20 --fresh-key --dry-run',
      `rekey 'TV corner' --config ~/.homebridge/config.json --fresh-key --broker 192.168.1.10`,
    ],
    load: async () => (await import('../commands/rekey.ts')).rekey,
  },
];
