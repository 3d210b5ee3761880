import type { CommandSpec, OptionSpec } from '../command-spec.ts';

const GROUP = 'Set up:';

const FRESH_KEY: OptionSpec = { flags: '--fresh-key', description: 'give the plug a new random key' };
const BROKER: OptionSpec = {
  flags: '--broker <host[:port]>',
  description: 'MQTT broker with TLS for the plug (default port 8883), or "none"',
};
const USER_ID: OptionSpec = {
  flags: '--user-id <number>',
  description: 'user id of the plug at the broker; part of its MQTT password',
};
const YES: OptionSpec = { flags: '--yes', description: 'do not ask for confirmation' };

/** Commands that give a plug its key, Wi-Fi and broker. */
export const SETUP_COMMANDS: readonly CommandSpec[] = [
  {
    usage: 'provision',
    group: GROUP,
    summary: 'set up a new plug: Wi-Fi, key, broker, clock',
    details:
      'The plug must be in pairing mode: its light alternates between green and orange. At a terminal the command asks ' +
      'for what you leave out. The Wi-Fi password comes from MEROSS_WIFI_PASSWORD. The key comes from MEROSS_KEY (or ' +
      '--key), else from --config; else a new one is made and shown. With --config the plug is added to that file; ' +
      'without it, the line for the config is printed.',
    options: [
      {
        flags: '--ap',
        description: 'the plug has its own Wi-Fi, Meross_…, and this computer has joined it',
      },
      { flags: '--ble', description: 'the plug waits by Bluetooth, as most models since about 2023' },
      {
        flags: '--address <address>',
        description: 'address of the plug (default 10.10.10.1); with --ble its Bluetooth address or name',
      },
      { flags: '--scan <seconds>', description: 'with --ble: how long to listen for plugs (default 10)' },
      { flags: '--ssid <name>', description: 'name of the Wi-Fi for the plug; it must be a 2.4 GHz network' },
      {
        flags: '--bssid <address>',
        description: 'for a hidden Wi-Fi: the MAC address of its access point, as your router shows it',
      },
      { flags: '--channel <n>', description: 'for a hidden Wi-Fi: its channel, 1 to 13' },
      { flags: '--encryption <n>', description: 'overrides what the plug has found: 0 open, 6 WPA2, 8 WPA and WPA2' },
      { flags: '--cipher <n>', description: 'overrides what the plug has found: 0 none, 3 AES, 4 AES and TKIP' },
      FRESH_KEY,
      BROKER,
      USER_ID,
      {
        flags: '--timezone <zone>',
        description: 'time zone of the plug, such as Europe/Paris, or "none" (default: that of this computer)',
      },
      {
        flags: '--subnet <cidr>',
        description:
          'network in which to look for the plug afterwards; may be repeated (default: those of this computer)',
        repeats: true,
      },
      { flags: '--port <port>', description: 'port on which plugs listen, for simulated plugs (default 80)' },
      { flags: '--wait <seconds>', description: 'how long to wait for the plug there (default 90, with --ap 180)' },
      { flags: '--name <name>', description: 'name of the plug in the config' },
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
    summary: 'change the key or broker of a plug in use, over the network',
    details:
      'Shows what will change and asks first; --dry-run stops there. A new broker is tested first with the login of the ' +
      'plug. Both keys are written to a file before anything is sent, so that no failure can lose the key. The current ' +
      'key comes from MEROSS_KEY, --key or the config, the new one from MEROSS_NEW_KEY or --fresh-key. With --config the ' +
      'entry of the plug in that file gets the new key.',
    options: [
      FRESH_KEY,
      BROKER,
      USER_ID,
      { flags: '--dry-run', description: 'only show what would change' },
      {
        flags: '--record <file>',
        description: 'file for both keys (default meross-rekey-UUID.json)',
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
