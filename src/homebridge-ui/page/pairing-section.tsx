import { useState } from 'preact/hooks';
import type { Failure, PairingScan } from '../api.ts';
import { ActionButton } from './action-button.tsx';
import { CopyText } from './copy-text.tsx';
import { FailureNote } from './failure-note.tsx';
import { clip, usePage } from './page-tools.ts';
import { PairingForm, type PairingChoice } from './pairing-form.tsx';

/** A plug from the box: the plugs in pairing mode that this computer can see, and a form that sets one up. */
export function PairingSection() {
  const { t, ask } = usePage();
  const [scan, setScan] = useState<PairingScan>();
  const [failure, setFailure] = useState<Failure>();
  const look = async (): Promise<void> => {
    setFailure(undefined);
    const answer = await ask('/pairing/scan', {});
    if ('failure' in answer) setFailure(answer.failure);
    else setScan(answer.reply);
  };
  const choices = scan === undefined ? [] : choicesIn(scan);
  return (
    <>
      <p>{t.pairing.intro}</p>
      <ActionButton label={t.pairing.look} busyLabel={t.busy} onPress={look} />
      {failure !== undefined && <FailureNote failure={failure} onRetry={look} />}
      {scan !== undefined && (
        <div class="mt-2">
          <p aria-live="polite">{t.pairing.seen(choices.length)}</p>
          {!scan.bluetooth.isAvailable && <p class="ml-quiet">{clip(scan.bluetooth.why, 500)}</p>}
          {choices.length > 0 ? (
            <PairingForm choices={choices} />
          ) : (
            <>
              <p>{t.pairing.elsewhere}</p>
              <CopyText text={scan.command} label={t.pairing.command} />
            </>
          )}
        </div>
      )}
    </>
  );

  function choicesIn({ accessPoint, bluetooth }: PairingScan): readonly PairingChoice[] {
    const plugs = bluetooth.isAvailable ? bluetooth.plugs : [];
    return [
      ...(accessPoint === undefined
        ? []
        : [{ by: 'ap' as const, target: accessPoint.host, label: t.pairing.byWifi(clip(accessPoint.model ?? '')) }]),
      ...plugs.map(({ id, name }) => ({ by: 'ble' as const, target: id, label: t.pairing.byBluetooth(clip(name)) })),
    ];
  }
}
