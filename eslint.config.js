// @ts-check
// The compiler's strictest rules are on already (tsconfig.json); what stands here it cannot check.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/**
 * A HAP value comes from `api.hap`: an import of one fails where Homebridge lives in another node_modules. The class of
 * the settings page's server is a dependency of ours.
 */
const onlyTypes = ['homebridge', 'homebridge/*', '@homebridge/*', 'hap-nodejs'].map(name => ({
  group: [name, '!@homebridge/plugin-ui-utils'],
  allowTypeImports: true,
  message: '`import type` only; at run time take it from `api.hap`.',
}));

/** Files and folders of src, in order: each may import only from those to its left. */
const LAYERS = [
  ...[
    'error-reason',
    'errors',
    'clock',
    'settings',
    'texts',
    'links',
    'local-address',
    'explain',
    'plugin-log',
    'config',
    'protocol',
    'transport',
    'storage',
    'energy',
  ],
  ...[
    'history',
    'device',
    'homekit',
    'matter',
    'features',
    'discovery',
    'push',
    'setup',
    'metrics',
    'plugs',
    'platform',
  ],
  ...['doctor', 'takeover', 'cli', 'homebridge-ui'],
  'index',
];

/** What some of them may not import besides, though it is to their left. */
const ALSO_NOT = {
  metrics: [['homekit', 'matter', 'features', 'discovery', 'push', 'setup'], 'Metrics show what a device knows.'],
  homekit: [['namespaces'], 'HomeKit knows no namespace; a file in `features` is where the two meet.'],
  matter: [['namespaces', 'homekit'], 'Matter knows no namespace; a file in `features` is where the two meet.'],
  doctor: [['platform', 'homekit', 'matter', 'plugs'], 'The doctor examines plugs, not HomeKit.'],
  discovery: [['device', 'homekit', 'features'], 'Discovery asks an address, and knows no device.'],
  cli: [['platform', 'homekit', 'matter', 'plugs'], 'The command line talks to plugs, not to HomeKit.'],
};

for (const entry of readdirSync(join(import.meta.dirname, 'src'))) {
  if (!LAYERS.includes(entry.replace(/\.ts$/, ''))) throw new Error(`src/${entry} has no place in LAYERS`);
}

/** A relative import of one of these folders or files of src, from another one. */
const into = names => `^(?:\\./|(?:\\.\\./)+(?:.*/)?)(?:${names.join('|')})(?:/|\\.ts$)`;

const forbid = (files, ...rules) => ({
  files,
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: [...onlyTypes, ...rules.map(([regex, message]) => ({ regex, message }))] },
    ],
  },
});

const SIMULATOR = ['(^|/)simulator/', 'The simulator is for one command, the scripts and the tests.'];

/** The rules of one layer. A root file of src imports by `./`, a folder's file by `../`. */
function layer(name, at, ...more) {
  const right = LAYERS.slice(at + 1).filter(each => each !== 'index');
  const [names, why] = ALSO_NOT[name] ?? [[], ''];
  return [
    ...(right.length === 0 ? [] : [[outward(name, right), `${name} may import only from its left; see LAYERS.`]]),
    ...(names.length === 0 ? [] : [[outward(name, names), why]]),
    ...more,
  ];
}

/** Within a folder, `./platform.ts` is its own file; at the root of src it is the layer. */
const outward = (name, names) =>
  existsSync(join(import.meta.dirname, 'src', name)) ? into(names).replace('\\./|', '') : into(names);

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.node/', '.compat/', '.homebridge/']),
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.recommended],
    languageOptions: { globals: nodeGlobals() },
    rules: { 'no-undef': 'error', 'no-unreachable': 'error', eqeqeq: 'error' },
  },

  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // The compiler's own switch for this crashes on HAP's const enums (verbatimModuleSyntax).
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // A number in a sentence is read as anybody would write it.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `_` is how to say "not this one" in a destructuring or a signature that somebody else defined.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Spreading a string into its characters is what we mean where we do it.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      // It asks for the `!` that another rule of the same set forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // Taste: `() => void doIt()` and one-line arrows that return nothing read well.
      '@typescript-eslint/no-confusing-void-expression': 'off',
    },
  },

  // Who may import whom. A later entry replaces an earlier one for the same file.
  ...LAYERS.map((name, at) => forbid([`src/${name}.ts`, `src/${name}/**`], ...layer(name, at, SIMULATOR))),
  forbid(['src/cli/commands/simulate.ts', 'src/cli/simulate/**'], ...layer('cli', LAYERS.indexOf('cli'))),
  // The page runs in a browser, and its bytes are few: of the plugin it has only types and texts.
  {
    files: ['src/homebridge-ui/page/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^\\.\\./api\\.ts$',
              allowTypeImports: true,
              message: 'Types only: the server is not in the browser.',
            },
            {
              regex: '^\\.\\./(?!api\\.ts$|\\.\\./texts/(?:language|(?:en|de|fr)/page)\\.ts$)',
              message: 'The page imports types of api.ts and the texts, and nothing else of the plugin.',
            },
            {
              regex: '^(?!\\.|preact(?:$|/hooks$)|uplot(?:$|/))',
              message: 'Only preact and uPlot are bundled into the page.',
            },
          ],
        },
      ],
    },
  },
  // One mistake must not agree with itself, so the simulator shares no code with the plugin.
  forbid(['simulator/*'], ['^\\.\\./', 'The simulator imports nothing outside itself.']),
  forbid(['simulator/*/*'], ['^\\.\\./\\.\\./', 'The simulator imports nothing outside itself.']),

  {
    files: ['test/**/*.ts', 'bench/**/*.ts', 'chaos/**/*.ts'],
    rules: {
      // node:test keeps track of the promises of its own functions.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'describe', 'it', 'suite', 'before', 'after'], package: 'node:test' },
          ],
        },
      ],
    },
  },
);

/** What scripts use without importing it; TypeScript knows its own. */
function nodeGlobals() {
  const names = ['console', 'process', 'Buffer', 'URL', 'fetch', 'performance', 'AbortController', 'AbortSignal'];
  const timers = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'queueMicrotask'];
  return Object.fromEntries([...names, ...timers].map(name => [name, 'readonly']));
}
