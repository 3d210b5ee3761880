import { KeyRequest } from './key-request.tsx';
import { clip, usePage } from './page-tools.ts';
import type { FreshPlug, FreshPlugs } from './use-fresh-plugs.ts';

/** A new plug that none of the keys fits: it offers a field for its own. */
export function LockedPlug({ plug, fresh }: { readonly plug: FreshPlug; readonly fresh: FreshPlugs }) {
  const { t } = usePage();
  const { host, model } = plug.seen;
  const title = clip(plug.seen.name ?? model ?? host);
  return (
    <article aria-label={title}>
      <div class="ml-head">
        <h3>{title}</h3>
        <span class="ml-tag">{t.found.anotherKey}</span>
      </div>
      <p class="ml-quiet small">{clip([model, host].filter(Boolean).join(' · '))}</p>
      <p>{t.found.anotherKeyHint}</p>
      <KeyRequest plug={title} onKey={key => fresh.unlock(plug, key)} />
    </article>
  );
}
