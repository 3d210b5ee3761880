import { useState } from 'preact/hooks';
import type { Failure, Fix } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { editEntry, entriesOf, withKey, withOptions, withoutEntry, type PlugEntry } from './config-block.ts';
import { FailureNote } from './failure-note.tsx';
import { KeyRequest } from './key-request.tsx';
import { clip, targetOf, usePage } from './page-tools.ts';

interface FixButtonProps {
  readonly entry: PlugEntry;
  readonly title: string;
  readonly fix: Fix;
  /** Called when it has been mended and the entry is still there. */
  readonly onFixed: () => Promise<void>;
}

/** Mends one cause. */
export function FixButton({ entry, title, fix, onFixed }: FixButtonProps) {
  const { t, ask, config, plugs } = usePage();
  const [failure, setFailure] = useState<Failure>();
  const target = targetOf(entry);

  const setClock = async (): Promise<void> => {
    const answer = await ask('/clock', target);
    setFailure('failure' in answer ? answer.failure : undefined);
    if (!('failure' in answer)) await onFixed();
  };
  const useKey = async (key: string, isForAll: boolean): Promise<Failure | undefined> => {
    const answer = await plugs.examine({ ...target, key });
    if ('failure' in answer) return answer.failure;
    await config.change(block => editEntry(block, entry, (b, at) => withKey(b, at, key, isForAll)));
    return undefined;
  };

  switch (fix.kind) {
    case 'use address': {
      const { host } = fix;
      return (
        <ActionButton
          kind="primary"
          label={t.fix.useAddress(clip(host))}
          onPress={() => config.change(block => editEntry(block, entry, (b, at) => withOptions(b, at, { host })))}
        />
      );
    }
    case 'remove duplicate':
      return (
        <ActionButton
          kind="primary"
          label={t.fix.removeDuplicate}
          onPress={() => config.change(block => editEntry(block, entry, withoutEntry))}
        />
      );
    case 'ask key':
      return <KeyRequest plug={title} onKey={useKey} canBeForAll={entriesOf(config.block).length > 1} />;
    case 'set clock':
      return (
        <>
          <ActionButton kind="primary" label={t.fix.setClock} busyLabel={t.busy} onPress={setClock} />
          {failure !== undefined && <FailureNote failure={failure} onRetry={setClock} />}
        </>
      );
  }
}
