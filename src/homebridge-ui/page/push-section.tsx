import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../api.ts';
import { CheckField } from './check-field.tsx';
import { blockIn, entriesOf, patched, text, type BlockPatch } from './config-block.ts';
import { FailureNote } from './failure-note.tsx';
import { NumberField } from './number-field.tsx';
import { usePage } from './page-tools.ts';
import { RekeyPanel } from './rekey-panel.tsx';
import { Section } from './section.tsx';
import type { Requests } from '../api.ts';

/** Plugs that report their changes by themselves: what it means, the switch for it, and how plugs are brought to it. */
export function PushSection() {
  const { t, ask, config } = usePage();
  const [push, setPush] = useState<Requests['/push']['reply']>();
  const [failure, setFailure] = useState<Failure>();
  const broker = blockIn(config.block, 'broker');
  const hasUrl = text(broker['url']) !== '';
  const isOn = broker['enabled'] === true || (broker['enabled'] === undefined && hasUrl);
  const port = typeof broker['port'] === 'number' ? broker['port'] : undefined;
  const load = async (): Promise<void> => {
    setFailure(undefined);
    const answer = await ask('/push', port === undefined ? {} : { port });
    if ('failure' in answer) setFailure(answer.failure);
    else setPush(answer.reply);
  };
  useEffect(() => void load(), [port]);
  const set = (patch: BlockPatch): Promise<void> =>
    config.change(block => {
      const next = patched(blockIn(block, 'broker'), patch);
      return patched(block, { broker: Object.keys(next).length === 0 ? undefined : next });
    });
  return (
    <>
      <p>{t.push.intro}</p>
      <CheckField
        isSwitch
        label={t.push.enabled}
        isOn={isOn}
        onChange={wanted => void set({ enabled: wanted === hasUrl ? undefined : wanted })}
      />
      <NumberField
        label={t.push.port}
        value={port}
        placeholder="8883"
        bounds={{ from: 1, to: 65_535, isWhole: true }}
        onChange={number => void set({ port: number })}
      />
      {failure !== undefined && <FailureNote failure={failure} onRetry={load} />}
      {push !== undefined && (
        <p>
          {t.push.addresses(push.addresses.join(', '), push.port)} {push.isListening ? t.push.listening : t.push.silent}
        </p>
      )}
      {push !== undefined && entriesOf(config.block).length > 0 && (
        <Section level={4} title={t.rekey.title}>
          <RekeyPanel addresses={push.addresses} port={push.port} isPushOn={isOn} />
        </Section>
      )}
    </>
  );
}
