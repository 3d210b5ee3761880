import { useEffect, useState } from 'preact/hooks';
import type { StepEvent } from '../api.ts';
import type { HomebridgeWindow } from './homebridge-window.ts';
import { isStepEvent, serverEvent } from './server-event.ts';

/** The steps of what runs on the server, in order; a step that ends replaces its beginning. */
export function useSteps(ui: HomebridgeWindow): { readonly steps: readonly StepEvent[]; readonly clear: () => void } {
  const [steps, setSteps] = useState<readonly StepEvent[]>([]);
  useEffect(() => {
    const hear = (event: Event): void => {
      const step = serverEvent(event, isStepEvent);
      if (step === undefined) return;
      setSteps(old => [...old.filter(({ text, state }) => !(state === 'started' && text === step.text)), step]);
    };
    ui.addEventListener('step', hear);
    return () => ui.removeEventListener('step', hear);
  }, [ui]);
  return { steps, clear: () => setSteps([]) };
}
