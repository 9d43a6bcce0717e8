import { BenchmarkError } from "@anneal/experiment/errors";

/** What of a task or a schedule a worker is about to run before it trains, and how long that may take. */
export interface Preparation {
  /** `"task spirals: data"` */
  readonly place: string;
  readonly seconds: number;
}

/** Watches what a worker prepares: code of a user that never ends blocks its process, and can only be seen from outside. */
export interface Watch {
  /** A preparation begins, and ends the one before; `null` is work of our own, which may take as long as it does. */
  begin(preparation: Preparation | null): void;
  /** What to tell when the process has ended: who ended it, if that was in a preparation. */
  ended(code: number | null, signal: NodeJS.Signals | null): Error;
}

/** Watches a worker. @param expire - Is given an error when a preparation takes longer than it may. */
export function watchPreparation(expire: (error: BenchmarkError) => void): Watch {
  let timer: NodeJS.Timeout | undefined;
  let current: Preparation | null = null;
  return {
    begin(preparation) {
      clearTimeout(timer);
      current = preparation;
      if (preparation === null) return;
      const { place, seconds } = preparation;
      timer = setTimeout(() => {
        expire(
          new BenchmarkError(
            "usage",
            `${place}: it has not finished after ${String(seconds)} seconds; the timeLimit of the task may give it more`,
          ),
        );
      }, 1000 * seconds);
    },
    ended(code, signal) {
      clearTimeout(timer);
      const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      return current === null
        ? new Error(`the worker process ended with ${how}`)
        : new BenchmarkError("usage", `${current.place}: it ended the process, with ${how}`);
    },
  };
}
