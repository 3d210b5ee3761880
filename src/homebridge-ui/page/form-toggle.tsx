import { useState } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import { usePage } from './page-tools.ts';

/** Shows Homebridge's form of every option below the page, and hides it again. */
export function FormToggle() {
  const { t, ui } = usePage();
  const [isShown, setShown] = useState(false);
  const toggle = (): Promise<void> => {
    if (isShown) ui.hideSchemaForm();
    else ui.showSchemaForm();
    setShown(!isShown);
    return Promise.resolve();
  };
  return (
    <div class="my-3">
      <ActionButton label={isShown ? t.form.hide : t.form.show} onPress={toggle} />
      <div class="ml-quiet small mt-1" aria-live="polite">
        {isShown ? t.form.below : t.form.hint}
      </div>
    </div>
  );
}
