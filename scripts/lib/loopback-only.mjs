// Loaded into a Homebridge that only this machine may reach: HAP-NodeJS listens on every interface whatever
// `bridge.bind` says (`bind` affects the announcement alone), so every server without an address gets loopback.
// Child bridges are forked with the same flags, so this applies to them as well.
import { Server } from 'node:net';

const EVERYWHERE = new Set([undefined, null, '', '0.0.0.0', '::']);
const LOOPBACK = '127.0.0.1';

const listen = Server.prototype.listen;
Server.prototype.listen = function (...args) {
  return listen.apply(this, onLoopback(args));
};

/**
 * listen(), listen(options, done?) or listen(port, host?, backlog?, done?); paths and handles are passed on unchanged.
 */
function onLoopback(args) {
  const [first, second, ...rest] = args;
  if (typeof first === 'object' && first !== null) {
    const elsewhere = first.port === undefined || !EVERYWHERE.has(first.host);
    return elsewhere ? args : [{ ...first, host: LOOPBACK }, ...args.slice(1)];
  }
  if (first === undefined || first === null || typeof first === 'function') {
    return [{ port: 0, host: LOOPBACK }, ...args.filter(value => typeof value === 'function')];
  }
  if (!/^\d+$/.test(String(first))) return args;
  if (typeof second === 'string') return EVERYWHERE.has(second) ? [first, LOOPBACK, ...rest] : args;
  if (second === undefined || second === null) return [first, LOOPBACK, ...rest];
  return [first, LOOPBACK, second, ...rest]; // the second was a backlog or a callback
}
