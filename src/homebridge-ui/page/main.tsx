import 'uplot/dist/uPlot.min.css';
import './page.css';
import { render } from 'preact';
import { languageOf } from '../../texts/language.ts';
import { pageTexts as de } from '../../texts/de/page.ts';
import { pageTexts as en } from '../../texts/en/page.ts';
import { pageTexts as fr } from '../../texts/fr/page.ts';
import { Page } from './page.tsx';
import { firstOf } from './use-config.ts';

const TEXTS = { en, de, fr };

async function start(root: HTMLElement): Promise<void> {
  const ui = window.homebridge;
  const [code, mode, blocks] = await Promise.all([
    ui.i18nCurrentLang(),
    ui.userCurrentLightingMode(),
    ui.getPluginConfig(),
  ]);
  const language = languageOf(code);
  document.documentElement.lang = language;
  document.documentElement.dataset['bsTheme'] = mode;
  render(<Page ui={ui} t={TEXTS[language]} language={language} first={firstOf(blocks)} />, root);
}

const root = document.getElementById('meross-local');
if (root !== null) void start(root);
