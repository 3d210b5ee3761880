import { IDENTITY } from './identity.ts';
import { PLUG_ITSELF } from './plug-itself.ts';
import { POWER } from './power.ts';
import { REPLIES } from './replies.ts';
import type { Trouble } from './trouble.ts';

/** Every kind of trouble. */
export const TROUBLES: readonly Trouble[] = [...POWER, ...REPLIES, ...IDENTITY, ...PLUG_ITSELF];
