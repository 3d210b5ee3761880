import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { deadline, systemClock } from '../../../src/clock.ts';
import { GivenUpError, MerossError } from '../../../src/errors.ts';
import { until } from '../../support/until.ts';
import { answerTo, ask, OK, PARSERS, QUESTION, serve, transportTo, well, type Behaviour } from './plain-server.ts';

const REQUESTS = 500;
const AT_ONCE = 10;

const FATES: readonly Behaviour[] = [
  well,
  visit => void visit.socket.write(OK + answerTo(visit)),
  visit => void visit.socket.end(`HTTP/1.1 200 OK\n\n${answerTo(visit)}`),
  visit => {
    const body = answerTo(visit);
    visit.socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length + 9}\r\n\r\n${body}`);
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

/** What keeps the process alive, but for what the test runner itself needs. */
const resources = (): readonly string[] =>
  process.getActiveResourcesInfo().filter(name => !/^(?:PipeWrap|TTYWrap|Immediate)$/.test(name));

for (const { parser, lenient } of PARSERS) {
  test(
    `after ${REQUESTS} requests that ended in every way, nothing is left (${parser})`,
    { timeout: 60_000 },
    async t => {
      const trouble: unknown[] = [];
      const note = (what: unknown): void => void trouble.push(what);
      process.on('warning', note).on('unhandledRejection', note).on('uncaughtExceptionMonitor', note);
      t.after(() => process.off('warning', note).off('unhandledRejection', note).off('uncaughtExceptionMonitor', note));
      await sleep(20);
      const before = resources();

      let asked = 0;
      const server = await serve(t, visit => FATES[(asked += 1) % FATES.length]?.(visit));
      // The last fate is silence, which only a deadline ends.
      let talked = 0;
      const talker = await serve(t, visit => FATES[(talked += 1) % (FATES.length - 1)]?.(visit));
      const closed = await serve(t, well);
      const nobody = closed.port;
      await closed.close();
      const shared = new AbortController().signal; // as long-lived as a device's

      const ways: readonly (() => Promise<unknown>)[] = [
        () => ask(transportTo(server, { lenient }), 60),
        () => ask(transportTo(server, { lenient }), 60),
        () => transportTo(talker, { lenient }).request(QUESTION, shared),
        () => transportTo({ host: '8.8.8.8', port: 80 }, { lenient }).request(QUESTION, shared),
        () => transportTo({ host: '127.0.0.1', port: nobody }, { lenient }).request(QUESTION, shared),
        () => {
          const { signal, abort } = deadline(systemClock, 60);
          setTimeout(() => abort(new GivenUpError('a command goes first')), 2);
          return transportTo(server, { lenient }).request(QUESTION, signal);
        },
      ];
      const outcomes: string[] = [];
      const one = async (index: number): Promise<void> => {
        try {
          await ways[index % ways.length]?.();
          outcomes.push('answered');
        } catch (error) {
          outcomes.push(error instanceof MerossError ? error.name : `strange: ${String(error)}`);
        }
      };
      await Promise.all(
        Array.from({ length: AT_ONCE }, async (_, lane) => {
          for (let i = 0; i < REQUESTS / AT_ONCE; i += 1) await one(lane + i);
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
      await until(() => server.open() + talker.open() === 0, 2000, 'every connection is closed');
      await server.close();
      await talker.close();
      await until(() => resources().length <= before.length, 2000, 'no socket and no timer is left');
      assert.deepEqual(trouble, []);
    },
  );
}
