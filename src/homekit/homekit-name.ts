/** The longest name that HAP accepts without cutting it. */
const MAX_NAME_LENGTH = 64;

/**
 * A name that HomeKit accepts without a warning: letters, digits, spaces and straight apostrophes, with a letter or digit
 * at both ends, 2 to 64 characters. It is `requested` without all other characters, or `fallback` (which must be such a name)
 * if fewer than 2 remain.
 */
export function homeKitName(requested: string, fallback: string): string {
  const plain = requested
    .normalize('NFC')
    .replace(/[’`´]/g, "'")
    .replace(/[^\p{L}\p{N} ']+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .replace(/^[ ']+/, '');
  const name = truncateName(plain).replace(/[ ']+$/, '');
  return [...name].length >= 2 ? name : fallback;
}

/** Cuts a name to the length that HAP accepts without a warning. */
export function truncateName(name: string, maxLength = MAX_NAME_LENGTH): string {
  const truncated = name.slice(0, maxLength);
  // HAP also warns about half of a surrogate pair.
  return truncated.isWellFormed() ? truncated : truncated.slice(0, -1);
}

/** The name of a companion service, e.g. `TV corner status light`. If it is too long, the end of `name` is cut. */
export function companionName(name: string, label: string): string {
  return `${truncateName(name, MAX_NAME_LENGTH - label.length - 1).trimEnd()} ${label}`;
}
