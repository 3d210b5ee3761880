import { useState } from 'preact/hooks';
import type { OutletDetails, PlugTarget } from '../api.ts';
import { CheckField } from './check-field.tsx';
import { clip, decimal, usePage } from './page-tools.ts';
import type { PlugView } from './plug-views.ts';

interface PlugSwitchesProps {
  readonly target: PlugTarget;
  readonly view: PlugView;
  /** Names the plug for screen readers. */
  readonly plug: string;
  /** The name of an outlet in the config. */
  readonly nameOf: (channel: number) => string | undefined;
  readonly isLocked?: boolean;
}

/** A switch for each outlet, to try it on the spot. */
export function PlugSwitches({ target, view, plug, nameOf, isLocked = false }: PlugSwitchesProps) {
  const { t, language, plugs } = usePage();
  const [pending, setPending] = useState<readonly number[]>([]);
  const outlets = view.outlets ?? [];
  const turn = async (channel: number, on: boolean): Promise<void> => {
    if (pending.includes(channel)) return;
    setPending(old => [...old, channel]);
    await plugs.turn(target, channel, on);
    setPending(old => old.filter(each => each !== channel));
  };
  const label = (outlet: OutletDetails) => {
    const name = nameOf(outlet.channel) ?? outlet.name ?? t.outlet(outlet.channel);
    const isOnly = outlets.length === 1;
    const watts = isOnly ? undefined : outlet.watts;
    return (
      <>
        <span class={isOnly ? 'visually-hidden' : ''}>{isOnly ? t.switchOf(plug) : clip(name)}</span>
        {watts !== undefined && <span class="ml-quiet"> {t.watts(decimal(language, watts))}</span>}
      </>
    );
  };
  return (
    <div class="ml-switches">
      {outlets.map(outlet => (
        <CheckField
          key={outlet.channel}
          isSwitch
          label={label(outlet)}
          isOn={outlet.on === true}
          disabled={isLocked || outlet.on === undefined}
          onChange={on => void turn(outlet.channel, on)}
        />
      ))}
    </div>
  );
}
