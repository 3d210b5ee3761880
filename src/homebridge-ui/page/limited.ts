/** Runs jobs, at most `most` at the same time, in the order in which they were given. */
export function limited(most: number): <T>(job: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async job => {
    if (running >= most) await new Promise<void>(go => waiting.push(go));
    else running += 1;
    try {
      return await job();
    } finally {
      // A job that waits takes this place.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
