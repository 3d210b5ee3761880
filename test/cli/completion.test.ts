// cspell:ignore COMPREPLY CWORD norc
/** Completion by Tab: the script is run by a real bash; those of the other shells where they are installed. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { COMMANDS } from '../../src/cli/commands.ts';
import { nameOf } from '../../src/cli/understood-arguments.ts';
import { cli } from './command-line.ts';

const hasShell = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;
const needs = (shell: string): { skip: string | false } => ({ skip: !hasShell(shell) && `${shell} is not installed` });

/** What bash offers for a line when Tab is pressed at its end. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const { out } = await cli(['completion', 'bash']);
  const program = `${out}
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_meross_local
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', program, 'bash', 'meross-local', ...words]);
  return stdout.trim() === '' ? [] : stdout.trim().split('\n');
}

test('bash completes the commands', needs('bash'), async () => {
  const all = await offered('');
  for (const command of COMMANDS) assert.ok(all.includes(nameOf(command)), nameOf(command));
  assert.deepEqual(await offered('en'), ['energy']);
  assert.deepEqual(await offered('help', 'tog'), ['toggle']);
  assert.deepEqual(await offered('--key', 'on', 'tog'), ['toggle'], 'the value of an option is not the command');
});

test('bash completes the options of a command, with those of every command', needs('bash'), async () => {
  assert.deepEqual(await offered('energy', '192.168.1.20', '--da'), ['--days']);
  assert.deepEqual(await offered('energy', '192.168.1.20', '--ti'), ['--timeout']);
  assert.deepEqual(await offered('energy', '192.168.1.20', '--outlet'), []);
});

test('bash completes an argument where there is a choice, and only there', needs('bash'), async () => {
  assert.deepEqual(await offered('led', '192.168.1.20', 'of'), ['off']);
  assert.deepEqual(await offered('led', 'of'), []);
  assert.deepEqual(await offered('timers', '--key', 'k', '192.168.1.20', 'a'), ['add']);
});

test('bash offers no word in place of the value of an option', needs('bash'), async () => {
  assert.deepEqual(await offered('on', '192.168.1.20', '--key', ''), []);
});

test('bash completes the file behind --config, also one with a blank in its name', needs('bash'), async t => {
  const folder = await mkdtemp(join(tmpdir(), 'meross-completion-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'my config.json'), '{}');
  const { out } = await cli(['completion', 'bash']);
  await writeFile(join(folder, 'rc'), out);
  // A real line, as a terminal has it: Tab completes the name, and Enter runs the command, here a function.
  const typed = `PS1=; source rc; meross-local() { printf 'got:%s:' "$@"; }\nmeross-local on --config my\t\n`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-i'], { cwd: folder, input: typed, encoding: 'utf8' });
  assert.match(stdout, /got:on:got:--config:got:my config\.json:/, stderr);
});

for (const shell of ['zsh', 'fish']) {
  test(`${shell} takes the script`, needs(shell), async () => {
    const { out } = await cli(['completion', shell]);
    const check = spawnSync(shell, ['-n'], { input: out, encoding: 'utf8' });
    assert.deepEqual([check.status, check.stderr], [0, '']);
  });
}

for (const shell of ['bash', 'zsh', 'fish']) {
  test(`the script for ${shell} has every command and option, and is printed as it is also on a narrow terminal`, async () => {
    const { out, status } = await cli(['completion', shell], { columns: 40, isTerminal: true });
    assert.equal(status, 0);
    for (const { usage, options = [] } of COMMANDS) {
      assert.ok(out.includes(nameOf({ usage })), usage);
      for (const { flags } of options) {
        const name = /--([\w-]+)/.exec(flags)?.[1] ?? '';
        assert.ok(out.includes(shell === 'fish' ? `-l ${name} ` : `--${name}`), flags);
      }
    }
    assert.deepEqual((await cli(['completion', shell])).out, out);
  });
}

test('another shell is a mistake of usage', async () => {
  const { status, err } = await cli(['completion', 'powershell']);
  assert.equal(status, 2);
  assert.match(err, /^"powershell" is not a shell .*\n.*bash, zsh and fish/);
});
