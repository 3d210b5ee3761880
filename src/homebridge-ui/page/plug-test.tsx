import { useEffect, useState } from 'preact/hooks';
import type { Failure, TestFinding, TestResult } from '../api.ts';
import { entriesOf, type PlugEntry } from './config-block.ts';
import { FailureNote } from './failure-note.tsx';
import { FixButton } from './fix-button.tsx';
import { clip, usePage } from './page-tools.ts';
import { Section } from './section.tsx';

/** Examines one plug as soon as it is shown: the verdict, what was found, and a button for each cause that can be mended. */
export function PlugTest({ entry, title }: { readonly entry: PlugEntry; readonly title: string }) {
  const { t, ask, config } = usePage();
  const [result, setResult] = useState<TestResult>();
  const [failure, setFailure] = useState<Failure>();
  const examine = async (): Promise<void> => {
    setResult(undefined);
    setFailure(undefined);
    const entries = entriesOf(config.block);
    const devices = entries.map(({ host, key, uuid, name }) => ({
      ...{ host, key },
      ...(uuid === undefined ? {} : { uuid }),
      ...(name === undefined ? {} : { name }),
    }));
    const index = entries.findIndex(each => each.index === entry.index);
    const answer = await ask('/test', { devices, index });
    if ('failure' in answer) setFailure(answer.failure);
    else setResult(answer.reply);
  };
  // Again with another key or address, because the old verdict is of the old ones.
  useEffect(() => void examine(), [entry.host, entry.key]);
  return (
    <div class="ml-inset" aria-live="polite">
      {failure !== undefined && <FailureNote failure={failure} onRetry={examine} />}
      {result === undefined && failure === undefined && <p class="ml-quiet mb-0">{t.test.running(title)}</p>}
      {result !== undefined && (
        <>
          <p class={`mb-1 ${result.isHealthy ? 'ml-good' : 'ml-error'}`}>
            <span aria-hidden="true">{result.isHealthy ? '✓ ' : '✗ '}</span>
            {clip(result.verdict, 400)}
          </p>
          {result.todo !== '' && <p class="mb-1">{clip(result.todo, 800)}</p>}
          {result.fixes.map((fix, at) => (
            <FixButton key={at} entry={entry} title={title} fix={fix} onFixed={examine} />
          ))}
          <Section level={4} title={t.test.findings}>
            <ul class="list-unstyled small mb-0">
              {result.findings.map((finding, at) => (
                <li key={at}>
                  <Finding finding={finding} />
                </li>
              ))}
            </ul>
          </Section>
        </>
      )}
    </div>
  );
}

function Finding({ finding }: { readonly finding: TestFinding }) {
  const { t } = usePage();
  return (
    <>
      <strong class={finding.verdict === 'ok' ? 'ml-good' : finding.verdict === 'fail' ? 'ml-error' : ''}>
        {t.test.verdicts[finding.verdict]}
      </strong>{' '}
      {clip(finding.says, 400)} {finding.todo !== undefined && clip(finding.todo, 400)}
    </>
  );
}
