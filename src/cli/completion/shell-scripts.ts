// cspell:ignore COMPREPLY CWORD compdef compgen compopt esac
import type { CompletedCommand, CompletedOption } from './completed-commands.ts';

/** What a script is made of. */
export interface Completions {
  readonly commands: readonly CompletedCommand[];
  /** The options that may stand before the command. */
  readonly globals: readonly CompletedOption[];
}

/** Between single quotes, for a POSIX shell. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const longs = (options: readonly CompletedOption[]): readonly string[] => options.map(({ long }) => long);

/** Every option with such a value, as a pattern of `case`. */
function pattern({ commands, globals }: Completions, value: CompletedOption['value']): string {
  const options = [...globals, ...commands.flatMap(command => command.options)].filter(each => each.value === value);
  return [...new Set(longs(options))].join('|');
}

/** For bash 3.2 and later, without the package `bash-completion`. */
export function bashScript(completions: Completions): string {
  const { commands, globals } = completions;
  const names = [...commands.map(({ name }) => name), 'help', ...longs(globals)].join(' ');
  const cases = commands.flatMap(({ name, options, argumentChoices }) => [
    `    ${name})`,
    `      words=${quoted(longs(options).join(' '))}`,
    ...argumentChoices.flatMap((choices, at) =>
      choices.length === 0 ? [] : [`      [ "$place" = ${at} ] && words="$words ${choices.join(' ')}"`],
    ),
    '      ;;',
  ]);
  return `# bash completion for meross-local. In ~/.bashrc: eval "$(meross-local completion bash)"
_meross_local() {
  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command='' words='' place=-1 at
  COMPREPLY=()
  case "$before" in
    ${pattern(completions, 'file')}) compopt -o default 2>/dev/null; return ;;
    ${pattern(completions, 'other')}) return ;;
  esac
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      ${pattern(completions, 'file')}|${pattern(completions, 'other')}) ((at++)) ;;
      -*) ;;
      *) [ -z "$command" ] && command=\${COMP_WORDS[at]}; ((place++)) ;;
    esac
  done
  case "$command" in
    '') words=${quoted(names)} ;;
    help) words=${quoted(commands.map(({ name }) => name).join(' '))} ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _meross_local meross-local
`;
}

/** For zsh, after `compinit`. */
export function zshScript({ commands }: Completions): string {
  const escaped = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');
  const option = ({ long, description, value }: CompletedOption): string => {
    const action = { none: '', file: ':file:_files', other: ':value: ' }[value];
    return quoted(`*${long}[${escaped(description)}]${action}`);
  };
  const cases = commands.map(({ name, options, argumentChoices }) => {
    const places = argumentChoices.map((choices, at) =>
      quoted(`${at + 1}:argument:${choices.length === 0 ? ' ' : `(${choices.join(' ')})`}`),
    );
    return `    ${name}) _arguments ${[...options.map(option), ...places].join(' ')} ;;`;
  });
  const list = commands.map(({ name, summary }) => `    ${quoted(`${name}:${escaped(summary)}`)}`);
  return `# zsh completion for meross-local. In ~/.zshrc, after compinit: source <(meross-local completion zsh)
_meross_local() {
  local -a commands
  commands=(
${list.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe command commands
    return
  fi
  local command=\${words[2]}
  shift words
  (( CURRENT-- ))
  case "$command" in
    help) _describe command commands ;;
${cases.join('\n')}
  esac
}
compdef _meross_local meross-local
`;
}

/** For fish. */
export function fishScript({ commands, globals }: Completions): string {
  const text = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;
  const option = ({ long, description, value }: CompletedOption): string => {
    const argument = { none: '', file: ' -r -F', other: ' -x' }[value];
    return `-l ${long.slice(2)}${argument} -d ${text(description)}`;
  };
  const lines = commands.flatMap(({ name, summary, options, argumentChoices }) => {
    const inCommand = `complete -c meross-local -n '__fish_seen_subcommand_from ${name}'`;
    const own = options.filter(({ long }) => !longs(globals).includes(long));
    const choices = argumentChoices.flat();
    return [
      `complete -c meross-local -n __fish_use_subcommand -a ${name} -d ${text(summary)}`,
      ...own.map(each => `${inCommand} ${option(each)}`),
      ...(choices.length === 0 ? [] : [`${inCommand} -a ${text(choices.join(' '))}`]),
    ];
  });
  return `# fish completion for meross-local. In ~/.config/fish/config.fish: meross-local completion fish | source
complete -c meross-local -f
${globals.map(each => `complete -c meross-local ${option(each)}`).join('\n')}
${lines.join('\n')}
`;
}
