import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** The lines of a history file that are complete. */
export interface HistoryFile {
  readonly uuid: string;
  readonly lines: readonly string[];
}

/** What is in the storage of Homebridge after it was killed. */
export interface StoredFiles {
  readonly histories: readonly HistoryFile[];
  /** How many files were read. */
  readonly count: number;
  /** Every file that cannot be read, or is in quarantine. */
  readonly findings: readonly string[];
}

/** A draft of `storage/replace-file.ts`: a write that the kill interrupted. The file itself is still the old one. */
const DRAFT = /\.[0-9a-f]{12}\.new$/;

/**
 * Reads every file in the storage of Homebridge: JSON is whole, a history has whole lines but for the last, which may be
 * cut, and nothing is in quarantine.
 */
export async function storedFiles(storage: string): Promise<StoredFiles> {
  const entries = await readdir(storage, { recursive: true, withFileTypes: true });
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
  const histories: HistoryFile[] = [];
  const findings: string[] = [];
  for (const path of paths.filter(each => !DRAFT.test(each))) {
    const name = basename(path);
    const text = await readFile(path, 'utf8');
    if (name.includes('.damaged-')) findings.push(`${path} is in quarantine`);
    const isHistory = name.endsWith('.history');
    // Without its end, the last line was not finished.
    const lines = isHistory ? text.split('\n').slice(0, -1) : isJson(path) ? [text] : [];
    for (const line of lines) if (!parses(line)) findings.push(`${path} cannot be read: ${line.slice(0, 200)}`);
    if (isHistory) histories.push({ uuid: name.replace('.history', ''), lines });
  }
  return { histories, count: paths.length, findings };
}

/** HAP keeps files without an ending of the name. */
const isJson = (path: string): boolean =>
  path.endsWith('.json') || /[/\\](?:accessories|persist)[/\\][^.]+$/.test(path);

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
