// Each check is a name and a function that returns what is wrong, or nothing.
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { satisfies } from 'semver';
import { root } from '../lib/run.mjs';
import { installedMegabytes } from './packed-plugin.mjs';

const isHttps = url => (String(url).startsWith('https://') ? undefined : `${String(url)} is not a web page`);
const hasNoScript = name => [`no ${name} script`, ({ manifest }) => manifest.scripts[name]];
const runsOn = (program, version) => [
  `engines.${program} includes ${version}`,
  ({ manifest }) => (satisfies(version, manifest.engines[program]) ? undefined : manifest.engines[program]),
];
const isNoDependency = name => [
  `${name} is a development dependency only`,
  ({ manifest }) => {
    const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, bundledDependencies = [] } = manifest;
    const names = [dependencies, optionalDependencies, peerDependencies].flatMap(Object.keys);
    return [...names, ...bundledDependencies].includes(name) ? 'it is declared' : undefined;
  },
];
const schemaOf = ({ read }) => JSON.parse(read('config.schema.json'));
const schemaHas = (name, isRight) => [
  `config.schema.json: ${name}`,
  plugin => (isRight(schemaOf(plugin)) ? undefined : 'missing or wrong'),
];
const newestHomebridge = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).devDependencies.homebridge;

/** The platforms that the plugin registers, with an API that only notes them. */
async function registeredPlatforms({ manifest, import: load }) {
  const names = [];
  const { default: register } = await load(manifest.main);
  if (typeof register !== 'function') throw new Error('there is no default export to call');
  register({ registerPlatform: (...args) => names.push(...args.filter(arg => typeof arg === 'string')) });
  return names;
}

/**
 * What the robot of github.com/homebridge/plugins checks, read in its source: its older version has 22 checks, of which
 * five ask GitHub or the registry.
 */
export const HOMEBRIDGE_CHECKS = [
  [
    'package: has every file that package.json names',
    ({ manifest, files }) => {
      const named = [manifest.main, ...Object.values(manifest.bin), ...Object.values(manifest.exports)];
      const missing = named.map(path => path.replace(/^\.\//, '')).filter(path => !files.includes(path));
      return missing.length > 0 ? missing.join(', ') : undefined;
    },
  ],
  ['homepage', ({ manifest }) => isHttps(manifest.homepage)],
  ['bugs.url', ({ manifest }) => isHttps(manifest.bugs?.url)],
  [
    'keywords: homebridge-plugin and others',
    ({ manifest }) =>
      manifest.keywords.includes('homebridge-plugin') && manifest.keywords.length > 1 ? undefined : 'too few',
  ],
  hasNoScript('preinstall'),
  hasNoScript('install'),
  hasNoScript('postinstall'),
  runsOn('node', '22.23.3'),
  runsOn('node', '24.21.0'),
  runsOn('homebridge', newestHomebridge),
  ['the default export registers a platform', async plugin => void (await registeredPlatforms(plugin))],
  schemaHas('is JSON', () => true),
  schemaHas('pluginAlias', ({ pluginAlias }) => typeof pluginAlias === 'string'),
  schemaHas('pluginType is platform', ({ pluginType }) => pluginType === 'platform'),
  schemaHas('has a name', ({ schema }) => Object.keys(schema.properties.name).length > 0),
  isNoDependency('homebridge'),
  isNoDependency('hap-nodejs'),
];

/** Its newer version looks for these in the code, and asks a person. A key of a plug or a broker is not one of them. */
const UNSAFE = {
  eval: /\beval\s*\(/,
  'Function constructor': /new\s+Function\s*\(/,
  'dynamic require': /require\s*\([^'"][^)]*\)/,
  'program through a shell': /child_process\.(?:exec|execSync)\s*\([^'"]/,
  'files of SSH, AWS or the system': /\.ssh[/\\]|\.aws[/\\]|id_rsa|\/etc\/passwd/,
};
const LIMITS = { packages: 60, megabytes: 25 };

export const OWN_CHECKS = [
  runsOn('node', '26.10.0'),
  runsOn('homebridge', '1.11.4'),
  ['repository', ({ manifest }) => isHttps(manifest.repository.url.replace(/^git\+/, ''))],
  ['funding', ({ manifest }) => isHttps(manifest.funding.url)],
  [
    'icon: a square PNG of 100 pixels or more',
    ({ readBytes }) => {
      const bytes = readBytes('docs/images/icon.png');
      const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
      return bytes.toString('latin1', 1, 4) === 'PNG' && width === height && width >= 100
        ? undefined
        : `${width}x${height}`;
    },
  ],
  [
    'config.schema.json: is a JSON schema of an object',
    plugin => {
      const { schema } = schemaOf(plugin);
      new Ajv({ strict: false, allErrors: true }).compile(schema);
      return schema.type === 'object' && typeof schema.properties === 'object' ? undefined : 'type or properties';
    },
  ],
  [
    'config.schema.json: pluginAlias is the platform that is registered',
    async plugin => {
      const names = await registeredPlatforms(plugin);
      return names.includes(schemaOf(plugin).pluginAlias) ? undefined : names.join(', ');
    },
  ],
  ...Object.entries(UNSAFE).map(([name, pattern]) => [
    `code: no ${name}`,
    ({ files, read }) => files.filter(path => /\.js(?:on)?$/.test(path)).find(path => pattern.test(read(path))),
  ]),
  [
    'code: imports only what package.json declares',
    ({ manifest, files, read }) => {
      const known = new Set([...Object.keys(manifest.dependencies), ...builtinModules]);
      const imports = /(?:^(?:import|export) (?:[^'"=(\n]*from )?|\bimport\()['"]([^'".][^'"]*)['"]/gm;
      const names = files
        .filter(path => path.endsWith('.js') && !path.includes('/public/'))
        .flatMap(path => [...read(path).matchAll(imports)].map(([, name]) => name.replace(/^node:/, '')))
        .map(name => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
      return [...new Set(names)].find(name => !known.has(name));
    },
  ],
  [
    `installed: at most ${LIMITS.packages} packages`,
    ({ installed }) => (installed.length + 1 > LIMITS.packages ? `${installed.length + 1}` : undefined),
  ],
  [
    `installed: at most ${LIMITS.megabytes} MB`,
    plugin => {
      const megabytes = installedMegabytes(plugin);
      return megabytes > LIMITS.megabytes ? `${megabytes.toFixed(1)} MB` : undefined;
    },
  ],
  [
    'installed: no package with an install script',
    ({ installed }) => installed.find(([, { hasInstallScript }]) => hasInstallScript)?.[0],
  ],
];
