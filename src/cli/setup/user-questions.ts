import type { Call } from '../call.ts';

/** One of several choices. */
export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  /** More about it, in a few words. */
  readonly hint?: string;
}

/** Returns what is wrong with an answer, in a sentence; undefined if nothing is. */
export type AnswerCheck = (text: string) => string | undefined;

/** Asks the user. Each method rejects with `GivenUpError` if the user cancels. */
export interface UserQuestions {
  choose<T>(message: string, choices: readonly Choice<T>[]): Promise<T>;
  text(message: string, check: AnswerCheck): Promise<string>;
  /** The same, without showing what is typed. */
  secret(message: string, check: AnswerCheck): Promise<string>;
  confirm(message: string): Promise<boolean>;
}

/** The questions at the terminal; undefined without a terminal. */
export async function userQuestions(call: Call): Promise<UserQuestions | undefined> {
  const { questions, isInteractive } = call.io;
  if (questions) return questions;
  return isInteractive ? (await import('../prompts.ts')).terminalQuestions(call) : undefined;
}
