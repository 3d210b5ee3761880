import { useState } from 'preact/hooks';
import type { Failure } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { entryOf, keyOf, withEntry } from './config-block.ts';
import { FailureNote } from './failure-note.tsx';
import { clip, usePage } from './page-tools.ts';
import { SecretField } from './secret-field.tsx';
import { SelectField } from './select-field.tsx';
import { StepList } from './step-list.tsx';
import { TextField } from './text-field.tsx';
import { useSteps } from './use-steps.ts';

/** A plug in pairing mode, and how it is reached. */
export interface PairingChoice {
  readonly by: 'ap' | 'ble';
  readonly target: string;
  readonly label: string;
}

/** Wi-Fi and key for a plug in pairing mode; afterwards the plug is in the config. */
export function PairingForm({ choices }: { readonly choices: readonly PairingChoice[] }) {
  const { t, ui, ask, config } = usePage();
  const [at, setAt] = useState(0);
  const [ssid, setSsid] = useState('');
  const [password, setPassword] = useState('');
  const [key, setKey] = useState(keyOf(config.block));
  const [isIncomplete, setIncomplete] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const [outcome, setOutcome] = useState('');
  const { steps, clear } = useSteps(ui);
  const choice = choices[at] ?? choices[0];

  const run = async (): Promise<void> => {
    const isMissing = ssid.trim() === '' || key.trim() === '' || choice === undefined;
    setIncomplete(isMissing);
    if (isMissing) return;
    clear();
    setFailure(undefined);
    const { by, target } = choice;
    const answer = await ask('/pairing/run', { by, target, ssid, password, key: key.trim() });
    if ('failure' in answer) return setFailure(answer.failure);
    const { host, uuid, name = '' } = answer.reply.plug;
    const entry = { host, uuid, ...(name.trim() === '' ? {} : { name: clip(name.trim()) }) };
    await config.change(block => (entryOf(block, entry) === undefined ? withEntry(block, entry, key.trim()) : block));
    setOutcome(t.pairing.done(clip(name || host)));
  };

  return (
    <div class="ml-inset">
      <SelectField
        label={t.pairing.which}
        value={String(at)}
        choices={choices.map(({ label }, index) => ({ value: String(index), label }))}
        onChange={value => setAt(Number(value))}
      />
      <TextField label={t.pairing.ssid} hint={t.pairing.ssidHint} value={ssid} onChange={setSsid} maxLength={32} />
      <SecretField label={t.pairing.password} value={password} onChange={setPassword} />
      <SecretField label={t.pairing.key} hint={t.pairing.keyHint} value={key} onChange={setKey} />
      <ActionButton kind="primary" label={t.pairing.run} busyLabel={t.busy} onPress={run} />
      <p class="ml-error mb-0" aria-live="polite">
        {isIncomplete && t.pairing.incomplete}
      </p>
      <StepList steps={steps} />
      {failure !== undefined && <FailureNote failure={failure} onRetry={run} />}
      <p class="ml-good mb-0" aria-live="polite">
        {outcome}
      </p>
    </div>
  );
}
