import type { Call } from '../call.ts';

/** One answer among several. */
export interface Choice<T> {
  readonly value: T;
  readonly label: string;
  /** More about it, in a few words. */
  readonly hint?: string;
}

/** What is wrong with an answer, in a sentence; undefined where nothing is. */
export type AnswerCheck = (text: string) => string | undefined;

/** Somebody who answers. Each rejects with `GivenUpError` where that somebody would rather not. */
export interface UserQuestions {
  choose<T>(message: string, choices: readonly Choice<T>[]): Promise<T>;
  text(message: string, check: AnswerCheck): Promise<string>;
  /** The same, unseen. */
  secret(message: string, check: AnswerCheck): Promise<string>;
  confirm(message: string): Promise<boolean>;
}

/** Who can be asked; undefined where nobody is there. */
export async function userQuestions(call: Call): Promise<UserQuestions | undefined> {
  const { questions, isInteractive } = call.io;
  if (questions) return questions;
  return isInteractive ? (await import('../prompts.ts')).terminalQuestions(call) : undefined;
}
