/** The value of one field; undefined is an empty one. */
export type CsvValue = string | number | boolean | undefined;

/**
 * Rows as CSV by RFC 4180: a header line, CRLF after every line, quotes where a text needs them. Numbers have a dot, and
 * there is no byte order mark.
 */
export function csv(header: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [header, ...rows].map(row => `${row.map(field).join(',')}\r\n`).join('');
}

function field(value: CsvValue = ''): string {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
