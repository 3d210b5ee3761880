/** Command lines as documents show them: words, quotes, comments, and more than one program on a line. */

/** One program, its environment and its words. */
export interface ShellCommand {
  readonly env: Readonly<Record<string, string>>;
  readonly words: readonly string[];
}

const TOKEN = /\s+|#.*|&&|\|\||\||;|(?:"[^"]*"|'[^']*'|[^\s"'|&;])+/g;
const OPERATORS: readonly string[] = ['&&', '||', '|', ';'];
const ASSIGNMENT = /^([A-Z_]+)=(.*)$/s;

/** The programs of one line, in order. A `#` begins a comment only after a space, as in a shell. */
export function commandsIn(line: string): readonly ShellCommand[] {
  const programs: string[][] = [[]];
  for (const [token] of line.matchAll(TOKEN)) {
    if (token.startsWith('#')) break;
    if (OPERATORS.includes(token)) programs.push([]);
    else if (token.trim() !== '') programs.at(-1)?.push(unquoted(token));
  }
  return programs.filter(words => words.length > 0).map(withEnvironment);
}

/** The command lines of a fenced block. One that ends in a backslash goes on in the next. */
export function linesOf(language: string, text: string): readonly string[] {
  const lines = text.replaceAll(/\\\n\s*/g, ' ').split('\n');
  // In a screen, what was typed stands behind a `$`; the rest is output.
  const typed = language === 'sh' ? lines : lines.filter(line => line.startsWith('$ ')).map(line => line.slice(2));
  return typed.map(line => line.trim()).filter(line => line !== '' && !line.startsWith('#'));
}

function withEnvironment(words: readonly string[]): ShellCommand {
  const env: Record<string, string> = {};
  const rest = [...words];
  for (let match = ASSIGNMENT.exec(rest[0] ?? ''); match; match = ASSIGNMENT.exec(rest[0] ?? '')) {
    const [, name = '', value = ''] = match;
    env[name] = value;
    rest.shift();
  }
  return { env, words: rest };
}

const unquoted = (word: string): string => word.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2');
