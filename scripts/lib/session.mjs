// Simulated plugs and Homebridge, from their start to an orderly end.
import { startHomebridge } from './homebridge.mjs';
import { hint, listenToKeyboard, startPlugs } from './plugs.mjs';
import { say } from './run.mjs';

/** One Ctrl-C may come twice: from the terminal, and handed on by npm. */
const SAME_KEY_MS = 500;

/** @returns the exit code: 0 when it was told to end, otherwise Homebridge's own */
export async function session({ storage, loopback }, { config, simulated }) {
  const plugs = await startPlugs(simulated, config);
  const homebridge = startHomebridge({ storage, loopback });
  let told; // when it was told to end

  const tell = signal => {
    if (told === undefined) {
      told = performance.now();
      void homebridge.end();
    } else if (signal === 'SIGINT' && performance.now() - told > SAME_KEY_MS) {
      homebridge.kill();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, tell);
  // A terminal that closes sends SIGHUP, and takes no more words; what is said from then on is said to nobody.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

  let deaf = () => undefined;
  if (plugs.length > 0) {
    deaf = listenToKeyboard(plugs);
    void homebridge.ready.then(() => console.log(hint(plugs)));
  }

  const code = await homebridge.ended;
  deaf();
  await Promise.all(plugs.map(plug => plug.close()));
  if (told === undefined) console.error(`\nHomebridge ended by itself, with exit code ${code}.`);
  else say('ended');
  return told === undefined ? code : 0;
}
