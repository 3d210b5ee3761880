// Loaded into the Homebridge that `npm start` starts: ends it when that script has ended, for whatever reason.
// (Homebridge is in a process group of its own, so that a Ctrl-C reaches it once, and as SIGTERM.)
process.once('disconnect', () => {
  process.send = undefined; // Homebridge sends its state there, and would fail in the middle of its end
  process.kill(process.pid, 'SIGTERM');
});
process.channel?.unref();
// Writes to a closed terminal fail; that must not disturb an orderly end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
// For this process alone: a child bridge would inherit it, and end at once, because nothing else keeps it alive at first.
const at = process.execArgv.findIndex(argument => argument === import.meta.url);
if (at > 0) process.execArgv.splice(at - 1, 2);
