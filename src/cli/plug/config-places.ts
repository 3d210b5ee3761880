import { join } from 'node:path';

/**
 * Where Homebridge keeps its `config.json`, in the order in which to look.
 *
 * @param home the user's home folder
 * @param folder the working directory
 */
export function usualConfigPlaces(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
  folder: string,
): readonly string[] {
  const { UIX_CONFIG_PATH = '' } = env;
  const places = [
    // A clone of this plugin, after `npm start`.
    join(folder, '.homebridge', 'config.json'),
    // The Homebridge UI sets it, also for its terminal.
    ...(UIX_CONFIG_PATH === '' ? [] : [UIX_CONFIG_PATH]),
    // Installed by npm; macOS and Windows.
    join(home, '.homebridge', 'config.json'),
    // The Debian package, the Raspberry Pi image, and `hb-service` on Linux.
    '/var/lib/homebridge/config.json',
    // The Docker image.
    '/homebridge/config.json',
    // The package for Synology DSM 7, unless its shared folder is on another volume.
    '/volume1/homebridge/config.json',
  ];
  return [...new Set(places)];
}
