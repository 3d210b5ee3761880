import type { PlugCore } from '../plug-core.ts';
import type { Answer, Question } from '../question.ts';

/** Answers a question, or undefined: then the plug refuses it by closing the connection. */
export type Ask = (core: PlugCore, question: Question) => Answer | undefined;

/**
 * How a plug deals with the questions of one namespace that is in its ability list. Undefined is a refusal; a refused
 * question must have changed nothing. `ask` puts a further question to the same plug.
 */
export type Behaviour = (core: PlugCore, question: Question, ask: Ask) => Answer | undefined;
