import { patched } from './config-block.ts';
import { usePage } from './page-tools.ts';

const WAYS = ['hap', 'matter'] as const;

/** HomeKit or Matter, and what each of them means. */
export function PublishSection() {
  const { t, config } = usePage();
  const now = config.block['publish'] === 'matter' ? 'matter' : 'hap';
  return (
    <fieldset>
      <legend class="fs-6">{t.publish.intro}</legend>
      {WAYS.map(way => (
        <div class="form-check mb-1" key={way}>
          <input
            class="form-check-input"
            type="radio"
            name="ml-publish"
            id={`ml-publish-${way}`}
            checked={now === way}
            aria-describedby={`ml-publish-${way}-hint`}
            onChange={() => void config.change(block => patched(block, { publish: way === 'hap' ? undefined : way }))}
          />
          <label class="form-check-label" for={`ml-publish-${way}`}>
            {t.publish.ways[way].label}
          </label>
          <div id={`ml-publish-${way}-hint`} class="ml-quiet small">
            {t.publish.ways[way].hint}
          </div>
        </div>
      ))}
      <p class="mb-0">{t.publish.change}</p>
    </fieldset>
  );
}
