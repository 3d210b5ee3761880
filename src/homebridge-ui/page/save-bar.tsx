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
  const said =
    refusal || (isOpen ? (outcome === 'failed' ? t.save.failed : t.save.open) : outcome === 'saved' ? t.save.done : '');
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
