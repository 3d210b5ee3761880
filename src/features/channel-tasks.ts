/** One task in the background for each channel: a new task ends the one before. */
export class ChannelTasks {
  readonly #controllers = new Map<number, AbortController>();

  /**
   * Starts a task, which ends when its signal aborts: by the next task of the channel, by {@link stop}, or by the outer
   * signal. What it throws then is ignored, like every error of it.
   */
  start(channel: number, outer: AbortSignal, task: (signal: AbortSignal) => Promise<void>): void {
    this.stop(channel);
    const controller = new AbortController();
    this.#controllers.set(channel, controller);
    void task(AbortSignal.any([outer, controller.signal]))
      .catch(() => undefined)
      .finally(() => {
        if (this.#controllers.get(channel) === controller) this.#controllers.delete(channel);
      });
  }

  /** Ends the task of this channel, if there is one. */
  stop(channel: number): void {
    this.#controllers.get(channel)?.abort();
    this.#controllers.delete(channel);
  }
}
