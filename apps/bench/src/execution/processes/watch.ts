import { BenchmarkError } from "@anneal/experiment/errors";

/** Which code of a user a worker is about to run, and how long the worker may be silent meanwhile. */
export interface Stage {
  /** `"task spirals: data"` */
  readonly place: string;
  readonly seconds: number;
  /** Whether it trains: each update and each epoch that it tells of gives it the same time again. */
  readonly training: boolean;
  /** What says how long: `"the timeLimit of the task"` */
  readonly limit: string;
}

/** Watches what a worker runs: code of a user that never ends blocks its process, and can only be seen from outside. */
interface Watch {
  /** A stage begins, and ends the one before; `null` is work of our own, which may take as long as it does. */
  begin(stage: Stage | null): void;
  /** The worker told of an update or of an epoch. */
  alive(): void;
  /** What to tell when the process has ended: who ended it, if that was in a stage. */
  ended(code: number | null, signal: NodeJS.Signals | null): Error;
}

/**
 * Parts of the time that are counted one by one. A computer that sleeps, or a job that is stopped in the terminal, loses one of
 * them; a single timer would be over when it wakes.
 */
const parts = 10;

/** A timer of Node.js counts no further; one that is asked for more is over after a millisecond. */
const longestTimer = 2 ** 31 - 1;

/** Watches a worker. @param expire - Is given an error when code takes longer than it may. */
export function watchStages(expire: (error: BenchmarkError) => void): Watch {
  let timer: NodeJS.Timeout | undefined;
  let current: Stage | null = null;
  let silent = 0;
  return {
    begin(stage) {
      clearInterval(timer);
      current = stage;
      silent = 0;
      if (stage === null) return;
      const { place, seconds, training, limit } = stage;
      timer = setInterval(
        () => {
          if (++silent < parts) return;
          clearInterval(timer);
          expire(
            new BenchmarkError(
              "usage",
              `${place}: ` +
                (training
                  ? `no update and no epoch of the trial has ended for ${String(seconds)} seconds`
                  : `it has not finished after ${String(seconds)} seconds`) +
                `; ${limit} may give it more`,
            ),
          );
        },
        Math.min((1000 * seconds) / parts, longestTimer),
      );
    },
    alive() {
      silent = 0;
    },
    ended(code, signal) {
      clearInterval(timer);
      const how = signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
      if (current === null) return new Error(`the worker process ended with ${how}`);
      // A training takes memory, for which a system ends it: that need not be the doing of its code.
      const what = current.training
        ? "the worker process ended with"
        : "it ended the process, with";
      return new BenchmarkError("usage", `${current.place}: ${what} ${how}`);
    },
  };
}
