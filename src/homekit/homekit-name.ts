/** The longest name HAP takes without cutting it. */
const MAX_NAME_LENGTH = 64;

/**
 * A name that HomeKit takes without a warning: letters, digits, spaces and straight apostrophes, with a letter or digit
 * at both ends, 2 to 64 characters. What is left of `wanted`, or `fallback` (which must be such a name) if that is
 * less.
 */
export function homeKitName(wanted: string, fallback: string): string {
  const plain = wanted
    .normalize('NFC')
    .replace(/[’`´]/g, "'")
    .replace(/[^\p{L}\p{N} ']+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .replace(/^[ ']+/, '');
  const name = truncateName(plain).replace(/[ ']+$/, '');
  return [...name].length >= 2 ? name : fallback;
}

/** As much of a name as HAP takes without a warning. */
export function truncateName(name: string, maxLength = MAX_NAME_LENGTH): string {
  const truncated = name.slice(0, maxLength);
  // Half of a letter from beyond the first 65,536 would be a warning of its own.
  return truncated.isWellFormed() ? truncated : truncated.slice(0, -1);
}

/** What goes with a thing is called so: `TV corner status light`. Where that is too long, the end of `name` is left out. */
export function companionName(name: string, label: string): string {
  return `${truncateName(name, MAX_NAME_LENGTH - label.length - 1).trimEnd()} ${label}`;
}
