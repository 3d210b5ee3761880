import { readTrace, type PlugModel } from '../../../simulator/index.ts';
import { readDocument } from '../plug/config-file.ts';
import { plain } from '../show/plain.ts';
import { UsageError } from '../usage-error.ts';

/** Whether `--model` names a file: models have no slash and no ending. */
export const isTracePath = (name: string): boolean => /[/\\]|\.json$/i.test(name);

/**
 * The plug that was recorded in a file.
 * @throws {UsageError} it cannot be read, or is not a recording
 */
export async function readModel(path: string): Promise<PlugModel> {
  const { document } = await readDocument(path, { whenUnreadable: ADVICE, whenNotJson: ADVICE });
  try {
    return readTrace(document);
  } catch (error) {
    const why = error instanceof Error ? plain(error.message).replace(/^Not a (?:usable )?trace: /, '') : '';
    throw new UsageError(`${plain(path)} is not a recording of a plug: ${why}.`, ADVICE);
  }
}

const ADVICE = 'It must be a file that "meross-local record HOST --out FILE" has written.';
