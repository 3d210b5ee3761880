/** The longest name HAP takes without cutting it. */
const LONGEST = 64;

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
  let name = plain.slice(0, LONGEST);
  // Half of a letter from beyond the first 65,536 would be a warning of its own.
  if (!name.isWellFormed()) name = name.slice(0, -1);
  name = name.replace(/[ ']+$/, '');
  return [...name].length >= 2 ? name : fallback;
}
