import { useEffect, useState } from 'preact/hooks';
import { ActionButton } from './action-button.tsx';
import { usePage } from './page-tools.ts';

/** Seen in the Homebridge UI 5.28: it does not report the first change of the form after the page has changed the config. */
const REREAD_MS = 1000;

/** Shows Homebridge's form of every option below the page, and hides it again. */
export function FormToggle() {
  const { t, ui, config } = usePage();
  const [isShown, setShown] = useState(false);
  const { reread } = config;
  useEffect(() => {
    if (!isShown) return undefined;
    const timer = setInterval(() => void reread(), REREAD_MS);
    return () => clearInterval(timer);
  }, [isShown, reread]);
  const toggle = async (): Promise<void> => {
    if (isShown) ui.hideSchemaForm();
    else {
      // Seen in the Homebridge UI 5.28: without a block there is no form, and a block that came later is noticed only
      // when the dialogue is drawn again, as it is for the spinner.
      await config.change(block => block);
      ui.showSchemaForm();
      ui.showSpinner();
      ui.hideSpinner();
    }
    setShown(!isShown);
  };
  return (
    <div class="my-3" id="ml-form">
      <ActionButton label={isShown ? t.form.hide : t.form.show} onPress={toggle} />
      <div class="ml-quiet small mt-1" aria-live="polite">
        {isShown ? t.form.below : t.form.hint}
      </div>
    </div>
  );
}
