import { useRef, useState } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import { usePage } from './page-tools.ts';

/** A text to copy: a command, or a report. */
export function CopyText({ text, label }: { readonly text: string; readonly label: string }) {
  const { t } = usePage();
  const area = useRef<HTMLTextAreaElement>(null);
  const [said, say] = useState('');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say(t.copy.done);
    } catch {
      // Browsers offer the clipboard only over https.
      area.current?.focus();
      area.current?.select();
      say(t.copy.byHand);
    }
  };
  return (
    <div class="ml-copy">
      <textarea
        ref={area}
        class="form-control font-monospace small"
        readonly
        rows={Math.min(8, text.split('\n').length + 1)}
        aria-label={label}
        value={text}
      />
      <div class="mt-1">
        <ActionButton label={t.copy.button} onPress={copy} />{' '}
        <span class="ml-quiet small" aria-live="polite">
          {said}
        </span>
      </div>
    </div>
  );
}
