import type { PlugCore } from '../plug-core.ts';
import type { PlugReply, PlugRequest } from '../plug-message.ts';

/** Answers a question, or undefined: then the plug refuses it by closing the connection. */
export type Responder = (core: PlugCore, request: PlugRequest) => PlugReply | undefined;

/**
 * How a plug deals with the questions of one namespace that is in its ability list. Undefined is a refusal; a refused
 * question must have changed nothing. `respond` puts a further question to the same plug.
 */
export type Behaviour = (core: PlugCore, request: PlugRequest, respond: Responder) => PlugReply | undefined;
