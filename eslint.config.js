// @ts-check
// The compiler's strictest rules are on already (tsconfig.json); what stands here it cannot check.
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** A HAP value comes from `api.hap`: an import of one fails where Homebridge lives in another node_modules. */
const onlyTypes = ['homebridge', 'homebridge/*', '@homebridge/*', 'hap-nodejs'].map(name => ({
  group: [name],
  allowTypeImports: true,
  message: '`import type` only; at run time take it from `api.hap`.',
}));

/** The stairs: a folder of src may import from those before it, never from those after it. */
const LAYERS = ['protocol', 'transport', 'storage', 'energy', 'history', 'device', 'homekit', 'features'];
/** These put the parts together, or stand beside them; none of the layers knows them. */
const ABOVE = ['platform', 'household', 'discovery', 'broker', 'cli', 'provisioning', 'homebridge-ui', 'simulator'];

/** An import of the simulated plugs, which never get into the plugin itself. */
const SIMULATOR = '(^|/)simulator/';

/** A relative import that goes up, and then into one of these folders (or takes the file of that name). */
const into = names => `^\\.\\./(.*/)?(${names.join('|')})(/|\\.ts$)`;

const forbid = (files, regex, message) => ({
  files,
  rules: { '@typescript-eslint/no-restricted-imports': ['error', { patterns: [...onlyTypes, { regex, message }] }] },
});

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.node/', '.homebridge/']),
  {
    files: ['**/*.js', '**/*.mjs'],
    extends: [tseslint.configs.recommended],
    languageOptions: { globals: nodeGlobals() },
    rules: { 'no-undef': 'error', 'no-unreachable': 'error', eqeqeq: 'error' },
  },

  {
    files: ['**/*.ts'],
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
  forbid(['src/**'], SIMULATOR, 'The simulator is for one command, the scripts and the tests.'),
  forbid(
    ['src/cli/**'],
    `${SIMULATOR}|${into(['platform', 'homekit'])}`,
    'The command line talks to plugs, not to HomeKit, and but one command simulates them.',
  ),
  forbid(
    ['src/cli/commands/simulate.ts', 'src/cli/simulate/**'],
    into(['platform', 'homekit']),
    'The command line talks to plugs, not to HomeKit.',
  ),
  forbid(['src/{errors,clock,settings}.ts'], '^\\./.*/', 'The ground that all else stands on imports none of it.'),
  ...LAYERS.map((layer, at) =>
    forbid([`src/${layer}/**`], into([...LAYERS.slice(at + 1), ...ABOVE]), `${layer} may import only from its left.`),
  ),
  forbid(
    ['src/discovery/**'],
    into(['device', 'homekit', 'features', ...ABOVE.filter(name => name !== 'discovery')]),
    'Discovery asks an address, and knows no device.',
  ),
  forbid(
    ['src/homekit/**'],
    into(['namespaces', 'features', ...ABOVE]),
    'HomeKit knows no namespace; a file in `features` is where the two meet.',
  ),
  // One mistake must not agree with itself, so the simulator shares no code with the plugin.
  forbid(['simulator/*'], '^\\.\\./', 'The simulator imports nothing outside itself.'),
  forbid(['simulator/*/*'], '^\\.\\./\\.\\./', 'The simulator imports nothing outside itself.'),

  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
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
