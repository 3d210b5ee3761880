/** The command line, or a file that it names, cannot be used as it is. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** What to do instead: a sentence. */
  readonly hint: string;

  constructor(message: string, hint = 'Add --help to see how the command is used.') {
    super(message);
    this.hint = hint;
  }
}
