import type { Capability } from '../homekit/capability.ts';
import { toggle } from './toggle.ts';

/** Everything this plugin can show of a plug. A plug gets those that it supports. */
export const capabilities: readonly Capability[] = [toggle];
