/**
 * Calls `gone` once npm, which started this process, is no more. npm hands SIGINT and SIGTERM on, but dies of a
 * SIGHUP or SIGKILL without a word, and what it had started would run on for ever. Not under npm (say, with nohup
 * from a shell that then ends), a parent that goes means nothing.
 */
export function onParentGone(gone) {
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    gone();
  }, 500);
  timer.unref();
}
