/** What the log says about files of this plugin. */
export const storage = {
  damaged: ({ path, movedTo }: { readonly path: string; readonly movedTo: string }) =>
    `${path} is damaged, for example by a power cut.\nIt was renamed to ${movedTo}, and a new file is started.`,
  /** @param what a text of `oddFiles` */
  notRegular: ({ path, movedTo, what }: Readonly<Record<'path' | 'movedTo' | 'what', string>>) =>
    `${path} is ${what}, but the plugin needs a file of its own there.\n` +
    `It was renamed to ${movedTo}, and a new file is started. Delete it if you do not need it.`,
  unreadable: ({ path, reason }: { readonly path: string; readonly reason: string }) =>
    `${path} cannot be read: ${reason}.\n` +
    'Its content is missing until it can be read. Before the plugin writes a new file, it renames this one.',
  writtenByLaterVersion: ({ path, beside }: { readonly path: string; readonly beside: string }) =>
    `${path} was written by a later version of this plugin, which this one cannot read.\n` +
    `It stays unchanged for that version. Until you install that version again, ${beside} is used instead.`,
  unwritable: ({ path, reason }: { readonly path: string; readonly reason: string }) =>
    `${path} cannot be written: ${reason}.\n` +
    'The plugin tries again with each change. Until that works, new data is lost when Homebridge stops.',
  /** @param end and `now` are times such as `2026-01-31 18:05` */
  clockWasAhead: ({ path, end, now }: Readonly<Record<'path' | 'end' | 'now', string>>) =>
    `The history in ${path} ends at ${end} UTC, but this computer's clock shows ${now}: the clock was ahead then, or is behind now.\n` +
    'Set the clock by the network (NTP). New entries wait in that file: Eve gets them if the clock runs on like this for ' +
    'six hours, and they are dropped if it was behind.',

  /** @param what a text of `oddFiles` */
  inItsPlace: ({ what }: { readonly what: string }) => `there is ${what} in its place; move it away`,
  oddFiles: {
    folder: 'a folder',
    link: 'a link',
    pipe: 'a pipe (FIFO)',
    socket: 'a socket',
    device: 'a device',
    'second name': 'a file with a second name (a hard link)',
  },
  tooLarge: ({ bytes, most }: { readonly bytes: number; readonly most: number }) =>
    `a file of ${megabytes(bytes)}, larger than the limit of ${megabytes(most)}`,
  /** By error code of the system: the likely cause, and what to do about it. */
  advice: {
    ENOSPC: 'the disk is full; make room on it',
    EDQUOT: 'the disk quota is used up; make room',
    EFBIG: 'the file may not grow any more; check the limits of the account that Homebridge runs under',
    EROFS: 'the disk is mounted read-only, which often means that the SD card is worn out',
    EACCES: 'Homebridge has no permission; make the account that it runs under the owner of the folder',
    EPERM: 'Homebridge has no permission; make the account that it runs under the owner of the folder',
    EIO: 'the disk reports an error; check the disk or the SD card',
    ENOTDIR: 'there is a file in place of the folder; move it away',
    EEXIST: 'there is a file in place of the folder; move it away',
    EISDIR: 'there is a folder in place of the file; move it away',
    EMFILE: 'too many files are open; restart Homebridge',
  },
};

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

export type StorageTexts = typeof storage;
