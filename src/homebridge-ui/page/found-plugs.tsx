import { ActionButton } from './action-button.tsx';
import { entryOf, type ConfigBlock } from './config-block.ts';
import { FoundPlug } from './found-plug.tsx';
import { LockedPlug } from './locked-plug.tsx';
import { clip, usePage } from './page-tools.ts';
import type { FreshPlug, FreshPlugs } from './use-fresh-plugs.ts';

/** What the searches of this visit found: new plugs as cards, and how many the config had already. */
export function FoundPlugs({ fresh }: { readonly fresh: FreshPlugs }) {
  const { t, config } = usePage();
  const plugs = [...fresh.plugs.values()];
  const addable = plugs.filter(plug => plug.key !== undefined && !plug.isOther && isLeftOut(config.block, plug));
  return (
    <section class="mb-3" aria-label={t.found.title} hidden={plugs.length === 0 && fresh.already.length === 0}>
      {plugs.length > 0 && <h2>{t.found.title}</h2>}
      {addable.length > 1 && (
        <div class="mb-2">
          <ActionButton kind="primary" label={t.found.addAll(addable.length)} onPress={() => fresh.add(addable)} />
        </div>
      )}
      <ul class="list-unstyled ml-cards">
        {plugs.map(plug => (
          <li key={plug.seen.uuid} class="ml-card">
            {plug.key === undefined ? (
              <LockedPlug plug={plug} fresh={fresh} />
            ) : (
              <FoundPlug plug={plug} fresh={fresh} />
            )}
          </li>
        ))}
      </ul>
      {fresh.already.length > 0 && (
        <p class="ml-quiet">{t.found.already(fresh.already.map(({ name, host }) => clip(name ?? host)).join(', '))}</p>
      )}
    </section>
  );
}

const isLeftOut = (block: ConfigBlock, plug: FreshPlug): boolean => entryOf(block, plug.seen) === undefined;
