import type { PlugCore } from '../plug-core.ts';
import type { PlugReply, PlugRequest } from '../plug-message.ts';

/** Answers a request. Undefined: the plug refuses it by closing the connection. */
export type Responder = (core: PlugCore, request: PlugRequest) => PlugReply | undefined;

/**
 * How a plug answers requests of one namespace in its ability list. Undefined is a refusal; a refused request must have
 * changed nothing. `respond` passes a further request to the same plug.
 */
export type Behaviour = (core: PlugCore, request: PlugRequest, respond: Responder) => PlugReply | undefined;
