/** Ends a command whose output has said already what is wrong: nothing is added, and the exit status is this. */
export class AlreadyReportedError extends Error {
  override readonly name = 'Told';
  readonly status: number;

  constructor(status: number) {
    super('told already');
    this.status = status;
  }
}
