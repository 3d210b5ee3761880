/** Every text in a table of texts; a function is called with words, and contributes what it says around them. */
export function sentencesOf(texts: unknown): readonly string[] {
  return Object.values(tableOf(texts)).flatMap(sentencesIn);
}

/** The paths of the texts in a table, e.g. `find.title`, each with its kind. */
export function pathsOf(texts: unknown, path = ''): readonly string[] {
  return Object.entries(tableOf(texts)).flatMap(([name, value]) => {
    const here = path === '' ? name : `${path}.${name}`;
    return typeof value === 'object' ? pathsOf(value, here) : [`${here}: ${typeof value}`];
  });
}

function sentencesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' ? sentencesOf(value) : [];
}

const tableOf = (texts: unknown): object => (typeof texts === 'object' && texts !== null ? texts : {});
