import { useState } from 'preact/hooks';
import type { Failure } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { entriesOf } from './config-block.ts';
import { CopyText } from './copy-text.tsx';
import { FailureNote } from './failure-note.tsx';
import { targetOf, usePage } from './page-tools.ts';

/** The report for an issue, without names, keys and addresses: as a file, and as text where downloads are blocked. */
export function ReportSection() {
  const { t, ask, config } = usePage();
  const [text, setText] = useState<string>();
  const [failure, setFailure] = useState<Failure>();
  const make = async (): Promise<void> => {
    setFailure(undefined);
    const answer = await ask('/report', { devices: entriesOf(config.block).map(targetOf) });
    if ('failure' in answer) return setFailure(answer.failure);
    setText(answer.reply.text);
    download(answer.reply.fileName, answer.reply.text);
  };
  return (
    <>
      <p>{t.report.intro}</p>
      <ActionButton label={t.report.button} busyLabel={t.report.running} onPress={make} />
      {failure !== undefined && <FailureNote failure={failure} onRetry={make} />}
      {text !== undefined && (
        <div class="mt-2">
          <p aria-live="polite">{t.report.done}</p>
          <CopyText text={text} label={t.report.label} />
        </div>
      )}
    </>
  );
}

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  // The browser needs it until the download has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
