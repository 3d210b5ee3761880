import type { Requests } from '../../../src/homebridge-ui/api.ts';
import type { HomebridgeWindow } from '../../../src/homebridge-ui/page/homebridge-window.ts';
import schema from '../../../config.schema.json';
import { FakeHome } from './fake-home.ts';
import type { Recorded, Scenario } from './scenario.ts';

declare global {
  interface Window {
    /** Set by the test before the page is loaded. */
    readonly scenario: Scenario;
    recorded: Recorded;
  }
}

/** `window.homebridge` as the Homebridge UI 5.28 provides it, without a UI around it. */
class FakeHomebridge extends EventTarget implements HomebridgeWindow {
  readonly #scenario: Scenario;
  readonly #recorded: Recorded;
  readonly #home: FakeHome;

  constructor(scenario: Scenario, recorded: Recorded) {
    super();
    this.#scenario = scenario;
    this.#recorded = recorded;
    this.#home = new FakeHome(scenario, (name, data) => this.dispatchEvent(new MessageEvent(name, { data })));
  }

  readonly toast = { success: () => undefined };
  readonly getPluginConfig = () => Promise.resolve(structuredClone(this.#recorded.blocks));

  /** Like the UI, it copies the properties over those of the block that is there, so that a missing one stays. */
  readonly updatePluginConfig = (blocks: readonly Readonly<Record<string, unknown>>[]) => {
    const old = this.#recorded.blocks;
    this.#recorded.blocks = structuredClone(blocks).map((block, at) => ({ ...old[at], ...block }));
    return this.getPluginConfig();
  };

  readonly savePluginConfig = () => {
    this.#recorded.saved.push(JSON.parse(JSON.stringify(this.#recorded.blocks)));
    return Promise.resolve();
  };

  readonly request = async <Path extends keyof Requests>(path: Path, body: Requests[Path]['body']) => {
    this.#recorded.requests.push({ path, body: structuredClone(body) });
    const { replyMs = 0, broken = [] } = this.#scenario;
    await new Promise(resolve => setTimeout(resolve, replyMs));
    // The UI rejects with what the server has sent, which is no Error.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (broken.includes(path)) throw { message: 'The server is gone.' };
    return this.#home.handlers[path](body);
  };

  readonly showSchemaForm = () => void this.#recorded.form.push('shown');
  readonly hideSchemaForm = () => void this.#recorded.form.push('hidden');
  readonly showSpinner = () => undefined;
  readonly hideSpinner = () => undefined;
  readonly disableSaveButton = () => void (this.#recorded.isSaveOff = true);
  readonly enableSaveButton = () => void (this.#recorded.isSaveOff = false);
  readonly getPluginConfigSchema = () => Promise.resolve(schema);
  readonly i18nCurrentLang = () => Promise.resolve(this.#scenario.language ?? 'en');
  readonly userCurrentLightingMode = () => Promise.resolve(this.#scenario.mode ?? 'light');
}

const { scenario } = window;
window.recorded = {
  isSaveOff: false,
  requests: [],
  saved: [],
  form: [],
  blocks: structuredClone([...scenario.config]),
};
Object.defineProperty(window, 'homebridge', { value: new FakeHomebridge(scenario, window.recorded) });
