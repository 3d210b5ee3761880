/** Keys of config.schema.json whose values people read, wherever they occur. */
const TEXT_KEYS = ['title', 'description', 'headerDisplay', 'footerDisplay', 'helpvalue', 'buttonText', 'placeholder'];
/** `name` is a text in the choices of a select box; elsewhere it is a property. */
const CHOICE_KEYS = ['name'];
/** Each value of this block is a text. */
const MESSAGES = 'validationMessages';
/** The red frame of a message, which is not a text. */
const FRAME = /^(<(span|div) class="text-danger">)(.*)(<\/\2>)$/s;

/** All texts of the form, each once, without samples such as 192.168.1.20. */
export function formTexts(schema: unknown): ReadonlySet<string> {
  const texts = new Set<string>();
  changed(schema, text => {
    texts.add(text);
    return text;
  });
  return texts;
}

/** The schema with its texts in another language. @throws {Error} a text has no translation */
export function translatedForm(schema: unknown, translations: Readonly<Record<string, string>>): unknown {
  return changed(schema, text => {
    const translated = translations[text];
    if (translated === undefined) throw new Error(`No translation of: ${text}`);
    return translated;
  });
}

function changed(value: unknown, change: (text: string) => string, key = '', parent?: object): unknown {
  if (typeof value === 'string') return isText(value, key, parent) ? withinFrame(value, change) : value;
  if (Array.isArray(value)) return value.map(each => changed(each, change));
  if (typeof value !== 'object' || value === null) return value;
  const inside = key === MESSAGES ? MESSAGES : undefined;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, changed(each, change, inside ?? name, value)]),
  );
}

function isText(value: string, key: string, parent: object | undefined): boolean {
  if (key === MESSAGES) return true;
  if (CHOICE_KEYS.includes(key)) return parent !== undefined && 'value' in parent;
  // A placeholder of one word is a sample or a default value, such as 192.168.1.20 or "true".
  return TEXT_KEYS.includes(key) && (key !== 'placeholder' || value.includes(' '));
}

function withinFrame(value: string, change: (text: string) => string): string {
  const [, open = '', , text = value, close = ''] = FRAME.exec(value) ?? [];
  return `${open}${change(text)}${close}`;
}
