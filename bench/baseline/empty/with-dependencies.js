// The empty plugin with what no plug is reached without.
import 'p-queue';
import 'undici';

export { default } from './index.js';
