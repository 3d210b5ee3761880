// The settings page for browsers: src/homebridge-ui/page → dist/src/homebridge-ui/public.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from './run.mjs';

const source = join(root, 'src', 'homebridge-ui', 'page');
const target = join(root, 'dist', 'src', 'homebridge-ui', 'public');
/** Their code is in page.js, so their licences have to be beside it. */
const BUNDLED = ['preact', 'uplot'];

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
await build({
  absWorkingDir: root,
  tsconfig: join(source, 'tsconfig.json'),
  entryPoints: { page: join(source, 'main.tsx') },
  outdir: target,
  bundle: true,
  minify: true,
  charset: 'utf8',
  format: 'iife',
  target: ['es2022', 'safari15'],
  logLevel: 'warning',
});
copyFileSync(join(source, 'index.html'), join(target, 'index.html'));
const licences = BUNDLED.map(name => `${name}\n\n${readFileSync(join(root, 'node_modules', name, 'LICENSE'), 'utf8')}`);
writeFileSync(join(target, 'licences.txt'), licences.join('\n'));
