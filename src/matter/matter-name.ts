/** In bytes of UTF-8: the longest label of a Matter device. */
const MAX_LABEL_BYTES = 32;

/** Cuts a text to the length that Matter accepts; a longer one would keep the whole accessory from being published. */
export function matterLabel(text: string, maxBytes = MAX_LABEL_BYTES): string {
  let label = '';
  for (const character of text) {
    if (Buffer.byteLength(label + character) > maxBytes) break;
    label += character;
  }
  return label.trim();
}

/** The name of one outlet of several: its own name, else `TV corner 2`. If it is too long, the name of the plug is cut. */
export function outletLabel(plugName: string, channel: number, ownName: string | undefined): string {
  if (ownName !== undefined) return matterLabel(ownName);
  const end = channel === 0 ? ' all' : ` ${String(channel)}`;
  return `${matterLabel(plugName, MAX_LABEL_BYTES - end.length)}${end}`;
}
