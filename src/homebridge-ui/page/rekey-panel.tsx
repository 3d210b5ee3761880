import { useId, useState } from 'preact/hooks';
import type { Failure, RekeyDryRun } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { editEntry, entriesOf, withKey, type PlugEntry } from './config-block.ts';
import { CopyText } from './copy-text.tsx';
import { FailureNote } from './failure-note.tsx';
import { clip, targetOf, usePage } from './page-tools.ts';
import { SecretField } from './secret-field.tsx';
import { SelectField } from './select-field.tsx';
import { StepList } from './step-list.tsx';
import { useSteps } from './use-steps.ts';

interface RekeyPanelProps {
  readonly addresses: readonly string[];
  readonly port: number;
  readonly isPushOn: boolean;
}

/** Gives a plug the address of this computer as its broker, and another key if the user wants that. First as a dry run. */
export function RekeyPanel({ addresses, port, isPushOn }: RekeyPanelProps) {
  const { t, ui, ask, config } = usePage();
  const entries = entriesOf(config.block);
  const [index, setIndex] = useState(entries[0]?.index ?? 0);
  const [address, setAddress] = useState(addresses[0] ?? '');
  const [newKey, setNewKey] = useState('');
  const [plan, setPlan] = useState<RekeyDryRun>();
  const [failure, setFailure] = useState<Failure>();
  const [outcome, setOutcome] = useState('');
  const { steps, clear } = useSteps(ui);
  const status = useId();
  const entry: PlugEntry | undefined = entries.find(each => each.index === index) ?? entries[0];
  if (entry === undefined) return null;
  const title = clip(entry.name ?? entry.host);
  const key = newKey.trim();
  const broker = address === '' ? undefined : `${address.includes(':') ? `[${address}]` : address}:${port}`;
  const body = {
    ...targetOf(entry),
    ...(key === '' ? {} : { newKey: key }),
    ...(broker === undefined ? {} : { broker }),
  };
  /** A plan holds only for what was chosen when it was made. */
  const choose =
    <T,>(set: (value: T) => void) =>
    (value: T): void => {
      set(value);
      setPlan(undefined);
      setFailure(undefined);
      setOutcome('');
    };

  const prepare = async (): Promise<void> => {
    clear();
    setOutcome('');
    setPlan(undefined);
    const answer = await ask('/rekey/plan', body);
    setFailure('failure' in answer ? answer.failure : undefined);
    if (!('failure' in answer)) setPlan(answer.reply.plan);
  };
  const run = async (): Promise<void> => {
    clear();
    const answer = await ask('/rekey/run', body);
    setFailure('failure' in answer ? answer.failure : undefined);
    if ('failure' in answer) return;
    setPlan(undefined);
    if (key !== '') {
      await config.change(block => editEntry(block, entry, (b, at) => withKey(b, at, key)));
      // The plug has the new key already: the config must not be left with the old one.
      setOutcome((await config.save()) ? t.rekey.doneAndSaved(title) : t.save.failed);
      setNewKey('');
    } else setOutcome(t.rekey.done(title));
  };

  return (
    <div>
      <p>{t.rekey.intro}</p>
      {!isPushOn && <p class="ml-note ml-warn">{t.rekey.pushIsOff}</p>}
      <SelectField
        label={t.rekey.plug}
        value={String(entry.index)}
        choices={entries.map(each => ({ value: String(each.index), label: clip(each.name ?? each.host) }))}
        onChange={choose(value => setIndex(Number(value)))}
      />
      <SelectField
        label={t.rekey.broker}
        value={address}
        choices={[...addresses.map(value => ({ value, label: value })), { value: '', label: t.rekey.keepBroker }]}
        onChange={choose(setAddress)}
      />
      <SecretField label={t.rekey.newKey} hint={t.rekey.newKeyHint} value={newKey} onChange={choose(setNewKey)} />
      <ActionButton label={t.rekey.prepare} busyLabel={t.busy} onPress={prepare} />
      {plan !== undefined && (
        <div class="ml-inset mt-2" role="region" aria-label={t.rekey.planFor(title)}>
          <p class="mb-1">{plan.changes.length === 0 ? t.rekey.nothing : t.rekey.planFor(title)}</p>
          <ul>
            {plan.changes.map(change => (
              <li key={change}>{clip(change, 300)}</li>
            ))}
          </ul>
          {plan.warnings.map(warning => (
            <p key={warning} class="ml-note ml-warn">
              {clip(warning, 400)}
            </p>
          ))}
          {plan.changes.length > 0 && (
            <>
              <ActionButton kind="primary" label={t.rekey.run(title)} busyLabel={t.busy} onPress={run} />
              <p class="ml-quiet small mt-2 mb-1">{t.rekey.command}</p>
              <CopyText text={plan.command} label={t.rekey.command} />
            </>
          )}
        </div>
      )}
      <StepList steps={steps} />
      {failure !== undefined && <FailureNote failure={failure} />}
      <p id={status} aria-live="polite" class="ml-good">
        {outcome}
      </p>
    </div>
  );
}
