import type { PlugDetails, PlugOption } from '../api.ts';
import { CheckField } from './check-field.tsx';
import { blockIn, editEntry, patched, text, withOptions, type BlockPatch, type PlugEntry } from './config-block.ts';
import { NumberField } from './number-field.tsx';
import { usePage } from './page-tools.ts';
import { TypeField } from './type-field.tsx';

/** The options of one plug. What it does not support is off, with the reason. */
export function PlugOptions({ entry, details }: { readonly entry: PlugEntry; readonly details: PlugDetails }) {
  const { t, config } = usePage();
  const { raw } = entry;
  const set = (patch: BlockPatch): void =>
    void config.change(block => editEntry(block, entry, (b, at) => withOptions(b, at, patch)));
  /** What every field of an option has. One that is set can be removed, even where it has no effect. */
  const field = (
    option: PlugOption | undefined,
    key: string,
    words: { readonly label: string; readonly hint: string },
  ) => {
    const support = option === undefined ? true : details.options[option];
    const why = support === true ? undefined : t.options.unsupported(support);
    return { label: words.label, hint: why ?? words.hint, disabled: why !== undefined && raw[key] === undefined };
  };
  const appliance = blockIn(raw, 'appliance');
  const hasAppliance = 'appliance' in raw;
  const setAppliance = (patch: BlockPatch): void => set({ appliance: patched(appliance, patch) });
  const isClockOfAll = config.block['clock'] === 'auto';
  const sets = (text(raw['clock']) || text(config.block['clock'])) === 'auto';

  return (
    <div>
      <TypeField value={text(raw['type'])} onChange={type => set({ type })} />
      <CheckField
        {...field(undefined, 'locked', t.options.locked)}
        isOn={raw['locked'] === true}
        onChange={isOn => set({ locked: isOn || undefined })}
      />
      <CheckField
        {...field('energy', 'energy', t.options.energy)}
        isOn={details.options.energy === true && raw['energy'] !== false}
        onChange={isOn => set({ energy: isOn ? undefined : false })}
      />
      <CheckField
        {...field('led', 'led', t.options.led)}
        isOn={raw['led'] === true}
        onChange={isOn => set({ led: isOn || undefined })}
      />
      <CheckField
        {...field('clock', 'clock', t.options.clock)}
        isOn={sets}
        onChange={isOn => set({ clock: isOn === isClockOfAll ? undefined : isOn ? 'auto' : 'plug' })}
      />
      <NumberField
        {...field('autoOffMinutes', 'autoOffMinutes', t.options.autoOffMinutes)}
        value={raw['autoOffMinutes']}
        bounds={{ from: 0, to: 10_080, isWhole: true }}
        placeholder="0"
        onChange={minutes => set({ autoOffMinutes: minutes === 0 ? undefined : minutes })}
      />
      <NumberField
        {...field('inUseWatts', 'inUseWatts', t.options.inUseWatts)}
        value={raw['inUseWatts']}
        bounds={{ from: 0, to: 4000 }}
        placeholder="2"
        onChange={inUseWatts => set({ inUseWatts })}
      />
      <CheckField
        {...field('appliance', 'appliance', t.options.appliance)}
        isOn={hasAppliance}
        onChange={isOn => set({ appliance: isOn ? { runsAboveWatts: 10 } : undefined })}
      />
      {hasAppliance && (
        <div class="ml-inset">
          <NumberField
            label={t.options.runsAboveWatts}
            value={appliance['runsAboveWatts']}
            bounds={{ from: 0.1, to: 4000 }}
            placeholder="10"
            onChange={runsAboveWatts => setAppliance({ runsAboveWatts })}
          />
          <NumberField
            label={t.options.finishedAfterMinutes}
            value={appliance['finishedAfterMinutes']}
            bounds={{ from: 0.1, to: 1440 }}
            placeholder="3"
            onChange={finishedAfterMinutes => setAppliance({ finishedAfterMinutes })}
          />
        </div>
      )}
    </div>
  );
}
