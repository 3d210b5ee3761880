import { useState } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import { clip, usePage } from './page-tools.ts';
import { useRefusedAddress } from './use-refused-address.ts';

/** Saves what is in the form. */
export function SaveBar({ isOffered }: { readonly isOffered: boolean }) {
  const { t, ui, config } = usePage();
  const [outcome, setOutcome] = useState<'none' | 'saved' | 'failed'>('none');
  const save = async (): Promise<void> => {
    const isSaved = await config.save();
    setOutcome(isSaved ? 'saved' : 'failed');
    if (isSaved) ui.toast.success(t.save.toast);
  };
  const isOpen = isOffered && !config.isSaved;
  const refused = useRefusedAddress(ui, config.block);
  const refusal = refused === undefined ? '' : t.save.refused(clip(refused));
  // Seen in the Homebridge UI 5.28: only its own Save button offers a child bridge, and only while there is none.
  const done = config.block['_bridge'] === undefined ? `${t.save.done} ${t.save.childBridge}` : t.save.done;
  const said =
    refusal || (isOpen ? (outcome === 'failed' ? t.save.failed : t.save.open) : outcome === 'saved' ? done : '');
  return (
    <div class={`ml-save${isOpen || said !== '' ? ' ml-note' : ''}`}>
      <div aria-live="polite">{said}</div>
      {(isOpen || outcome === 'saved') && (
        <ActionButton
          kind="primary"
          label={t.save.button}
          busyLabel={t.busy}
          isDisabled={!isOpen || refused !== undefined}
          onPress={save}
        />
      )}
    </div>
  );
}
