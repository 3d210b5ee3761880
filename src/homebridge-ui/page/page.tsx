import { useEffect, useMemo, useState } from 'preact/hooks';
import type { TakeOverPlug } from '../api.ts';
import type { Language } from '../../texts/language.ts';
import type { PageTexts } from '../../texts/en/page.ts';
import { asking } from './asking.ts';
import { entriesOf, type ConfigBlock } from './config-block.ts';
import { FormToggle } from './form-toggle.tsx';
import { FoundPlugs } from './found-plugs.tsx';
import type { HomebridgeWindow } from './homebridge-window.ts';
import { PageContext, type PageTools } from './page-tools.ts';
import { PairingSection } from './pairing-section.tsx';
import { PlugList } from './plug-list.tsx';
import { PublishSection } from './publish-section.tsx';
import { PushSection } from './push-section.tsx';
import { ReportSection } from './report-section.tsx';
import { SaveBar } from './save-bar.tsx';
import { SearchSection } from './search-section.tsx';
import { Section } from './section.tsx';
import { TakeOverSection } from './take-over-section.tsx';
import { useConfig } from './use-config.ts';
import { useFreshPlugs } from './use-fresh-plugs.ts';
import { useViewedPlugs } from './use-plug-views.ts';
import { useSearch } from './use-search.ts';

interface PageProps {
  readonly ui: HomebridgeWindow;
  readonly t: PageTexts;
  readonly language: Language;
  /** The plugin's block when the page was opened. */
  readonly first: ConfigBlock;
}

/** The settings page. */
export function Page({ ui, t, language, first }: PageProps) {
  const ask = useMemo(() => asking(ui, language, t), [ui, language, t]);
  const config = useConfig(ui, first);
  const plugs = useViewedPlugs(ask);
  const [isFirstVisit] = useState(() => entriesOf(first).length === 0);
  const fresh = useFreshPlugs(config, plugs, isFirstVisit);
  const search = useSearch(ui, ask, fresh.onFound);
  const [offered, setOffered] = useState<readonly TakeOverPlug[]>([]);
  useEffect(() => {
    void ask('/take-over', {}).then(answer => {
      if ('reply' in answer) setOffered(answer.reply.plugs);
    });
  }, [ask]);

  const tools: PageTools = { t, language, ui, ask, config, plugs };
  const listed = entriesOf(config.block).filter(({ uuid }) => uuid === undefined || !fresh.plugs.has(uuid));
  const takeOver = offered.length > 0 && (
    <Section level={2} title={t.takeOver.title}>
      <TakeOverSection offered={offered} />
    </Section>
  );

  return (
    <PageContext.Provider value={tools}>
      <div class="ml-page">
        <h1>{t.title}</h1>
        {isFirstVisit && takeOver}
        {listed.length > 0 && <PlugList entries={listed} />}
        <SearchSection search={search} isFirstVisit={isFirstVisit} />
        <FoundPlugs fresh={fresh} />
        <SaveBar isOffered={entriesOf(config.block).length > 0 || !isFirstVisit} />
        <Section level={2} title={t.pairing.title}>
          <PairingSection />
        </Section>
        {!isFirstVisit && takeOver}
        <Section level={2} title={t.push.title}>
          <PushSection />
        </Section>
        <Section level={2} title={t.publish.title}>
          <PublishSection />
        </Section>
        <Section level={2} title={t.report.title}>
          <ReportSection />
        </Section>
        <FormToggle />
      </div>
    </PageContext.Provider>
  );
}
