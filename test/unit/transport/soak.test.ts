import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { deadline, systemClock } from '../../../src/clock.ts';
import { GivenUpError, MerossError } from '../../../src/errors.ts';
import { until } from '../../support/until.ts';
import { replyTo, send, OK, PARSERS, QUERY, serve, transportTo, healthy, type Behaviour } from './plain-server.ts';

const REQUESTS = 500;
const AT_ONCE = 10;

const BEHAVIOURS: readonly Behaviour[] = [
  healthy,
  received => void received.socket.write(OK + replyTo(received)),
  received => void received.socket.end(`HTTP/1.1 200 OK\n\n${replyTo(received)}`),
  received => {
    const body = replyTo(received);
    received.socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length + 9}\r\n\r\n${body}`);
  },
  ({ socket }) => void socket.end(),
  ({ socket }) => void socket.resetAndDestroy(),
  ({ socket }) => void socket.end('HTTP/1.1 500 Oh\r\nContent-Length: 3\r\n\r\nno'),
  ({ socket }) => void socket.end(`${OK}{"header":`),
  ({ socket }) => void socket.end(OK),
  ({ socket }) => void socket.end('garbage\r\n\r\n'),
  ({ socket }) => void socket.write(OK + 'x'.repeat(70_000)),
  () => undefined,
];

/** The resources that keep the process alive, without those of the test runner. */
const resources = (): readonly string[] =>
  process.getActiveResourcesInfo().filter(name => !/^(?:PipeWrap|TTYWrap|Immediate)$/.test(name));

for (const { parser, lenient } of PARSERS) {
  test(
    `after ${REQUESTS} requests that ended in every way, nothing is left (${parser})`,
    { timeout: 60_000 },
    async t => {
      const problems: unknown[] = [];
      const note = (what: unknown): void => void problems.push(what);
      process.on('warning', note).on('unhandledRejection', note).on('uncaughtExceptionMonitor', note);
      t.after(() => process.off('warning', note).off('unhandledRejection', note).off('uncaughtExceptionMonitor', note));
      await sleep(20);
      const before = resources();

      let requestCount = 0;
      const server = await serve(t, received => BEHAVIOURS[(requestCount += 1) % BEHAVIOURS.length]?.(received));
      // The last behaviour is silence, which only a deadline ends.
      let replies = 0;
      const replyingServer = await serve(t, received =>
        BEHAVIOURS[(replies += 1) % (BEHAVIOURS.length - 1)]?.(received),
      );
      const closed = await serve(t, healthy);
      const closedPort = closed.port;
      await closed.close();
      const shared = new AbortController().signal; // as long-lived as a device's

      const attempts: readonly (() => Promise<unknown>)[] = [
        () => send(transportTo(server, { lenient }), 60),
        () => send(transportTo(server, { lenient }), 60),
        () => transportTo(replyingServer, { lenient }).request(QUERY, shared),
        () => transportTo({ host: '8.8.8.8', port: 80 }, { lenient }).request(QUERY, shared),
        () => transportTo({ host: '127.0.0.1', port: closedPort }, { lenient }).request(QUERY, shared),
        () => {
          const { signal, abort } = deadline(systemClock, 60);
          setTimeout(() => abort(new GivenUpError('a command goes first')), 2);
          return transportTo(server, { lenient }).request(QUERY, signal);
        },
      ];
      const outcomes: string[] = [];
      const one = async (index: number): Promise<void> => {
        try {
          await attempts[index % attempts.length]?.();
          outcomes.push('answered');
        } catch (error) {
          outcomes.push(error instanceof MerossError ? error.name : `strange: ${String(error)}`);
        }
      };
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, worker) => {
          for (let i = 0; i < REQUESTS / AT_ONCE; i += 1) await one(worker + i);
        }),
      );

      assert.equal(outcomes.length, REQUESTS);
      const expected = [
        'GivenUpError',
        'HttpStatusError',
        'MalformedError',
        'NoAnswerError',
        'UnreachableError',
        'answered',
      ];
      assert.deepEqual([...new Set(outcomes)].sort(), expected);
      assert.equal(getEventListeners(shared, 'abort').length, 0, 'no listener is left on a signal');
      await until(() => server.open() + replyingServer.open() === 0, 2000, 'every connection is closed');
      await server.close();
      await replyingServer.close();
      await until(() => resources().length <= before.length, 2000, 'no socket and no timer is left');
      assert.deepEqual(problems, []);
    },
  );
}
