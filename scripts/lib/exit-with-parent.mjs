// Loaded into the Homebridge that `npm start` starts: it ends when that script does, however that came about.
// (Homebridge is in a process group of its own, so that a Ctrl-C reaches it once, and as SIGTERM.)
process.once('disconnect', () => {
  process.send = undefined; // Homebridge tells its state there, and would stumble in the middle of its end
  process.kill(process.pid, 'SIGTERM');
});
process.channel?.unref();
// A terminal that is closed takes writes no more; that must not get in the way of an orderly end.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
