/** What exactly happened, e.g. `the connection was refused`: a clause without a full stop. */
export type CauseText = (error: unknown) => string;
