import type { PlugDetails } from '../api.ts';
import { clip, decimal, usePage } from './page-tools.ts';

/** What a plug is, and how it is at the moment. */
export function PlugFacts({ details }: { readonly details: PlugDetails }) {
  const { t, language } = usePage();
  const { clock, signalPercent, watts } = details;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [t.facts.model, clip(`${details.model} (${details.hardwareVersion})`)],
    [t.facts.firmware, clip(details.firmwareVersion)],
    [t.facts.address, clip(details.host)],
    [t.facts.power, watts === undefined ? undefined : t.watts(decimal(language, watts))],
    [t.facts.signal, signalPercent === undefined ? undefined : t.percent(decimal(language, signalPercent, 0))],
    [t.facts.encryption, details.isEncrypted ? t.facts.encrypted : t.facts.clear],
    [t.facts.clock, t.clock[clock.state](offset(clock.aheadSeconds))],
    [t.facts.broker, t.broker[details.broker]],
    [t.facts.roundTrip, t.milliseconds(decimal(language, details.roundTripMs, 0))],
  ];
  return (
    <dl class="ml-facts small">
      {facts.map(([title, fact]) =>
        fact === undefined ? null : (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{fact}</dd>
          </div>
        ),
      )}
    </dl>
  );

  /** E.g. `+3 min`; nothing if it is unknown. */
  function offset(seconds: number | undefined): string {
    if (seconds === undefined) return '';
    const size = Math.abs(seconds);
    const amount = size < 120 ? t.seconds(decimal(language, size, 0)) : t.minutes(decimal(language, size / 60, 0));
    return seconds < 0 ? t.behind(amount) : t.ahead(amount);
  }
}
