import type { JsonObject } from '../../protocol/decode.ts';
import type { Request } from '../../protocol/envelope.ts';

/** One query and its outcome. `failure` uses the words of the other traces. */
export interface RecordedExchange {
  readonly at: null;
  readonly transport: 'http';
  readonly request: { readonly method: string; readonly namespace: string; readonly payload: JsonObject };
  readonly response: { readonly method: string; readonly payload: JsonObject } | null;
  readonly failure?: typeof HUNG_UP | typeof NO_ANSWER;
}

export const HUNG_UP = 'connection closed without a response';
export const NO_ANSWER = 'no response recorded';

/** A `meross-trace/1` document; the README beside the traces explains each member. */
export interface Trace {
  readonly format: 'meross-trace/1';
  readonly id: string;
  readonly device: {
    readonly type: string;
    readonly subType: string;
    readonly hardwareVersion: string;
    readonly firmwareVersion: string;
    readonly chipType: string;
    readonly uuid: string;
    readonly macAddress: string;
    readonly key: string;
    readonly channels: readonly number[];
    readonly toggleNamespace: string | null;
    readonly lanEncryption: boolean;
  };
  readonly origin: {
    readonly project: string;
    readonly licence: null;
    readonly kind: string;
    /** The plug's own date, UTC; null if its clock was never set. */
    readonly capturedOn: string | null;
    readonly notes: readonly string[];
  };
  /** Namespace → the payload of its last GETACK. */
  readonly state: Readonly<Record<string, JsonObject>>;
  readonly exchanges: readonly RecordedExchange[];
  readonly pushes: readonly [];
}

/** One query and its outcome, as recorded. */
export function recordedExchange(
  { method, namespace, payload }: Request,
  response: RecordedExchange['response'],
  failure?: RecordedExchange['failure'],
): RecordedExchange {
  return {
    at: null,
    transport: 'http',
    request: { method, namespace, payload },
    response,
    ...(failure !== undefined && { failure }),
  };
}

/** A trace as the text of a file; equal traces give equal texts. */
export function traceText(trace: Trace): string {
  return `${JSON.stringify(trace, null, 1)}\n`;
}
