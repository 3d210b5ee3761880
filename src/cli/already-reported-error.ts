/** Ends a command whose output already names the fault: no message is added, only the exit status. */
export class AlreadyReportedError extends Error {
  override readonly name = 'Told';
  readonly status: number;

  constructor(status: number) {
    super('reported already');
    this.status = status;
  }
}
