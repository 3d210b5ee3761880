// Simulated plugs and Homebridge, from their start to an orderly end.
import { startHomebridge } from './homebridge.mjs';
import { plugList, listenToKeyboard, startPlugs } from './simulated-plugs.mjs';
import { logStep } from './run.mjs';

/** One Ctrl-C may arrive twice: from the terminal, and forwarded by npm. */
const SAME_KEY_MS = 500;

/** @returns the exit code: 0 after a signal, otherwise Homebridge's own */
export async function runSession({ storage, loopback }, { config, simulated }) {
  const plugs = await startPlugs(simulated, config);
  const homebridge = startHomebridge({ storage, loopback });
  let endedAt; // when the signal to end came

  const onSignal = signal => {
    if (endedAt === undefined) {
      endedAt = performance.now();
      void homebridge.end();
    } else if (signal === 'SIGINT' && performance.now() - endedAt > SAME_KEY_MS) {
      homebridge.kill();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
  // A terminal that closes sends SIGHUP and accepts no more output.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  let stopListening = () => undefined;
  if (plugs.length > 0) {
    stopListening = listenToKeyboard(plugs);
    void homebridge.ready.then(() => console.log(plugList(plugs)));
  }

  const code = await homebridge.ended;
  stopListening();
  await Promise.all(plugs.map(plug => plug.close()));
  if (endedAt === undefined) console.error(`\nHomebridge ended by itself, with exit code ${code}.`);
  else logStep('ended');
  return endedAt === undefined ? code : 0;
}
