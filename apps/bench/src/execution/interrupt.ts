import { exitCodes } from "./exitCodes.ts";

const signals = ["SIGINT", "SIGTERM"] as const;

/** Watches for Ctrl-C. */
interface Interrupt {
  /** Whether it came. */
  readonly requested: boolean;
  /** Stops watching. */
  release(): void;
}

/** Calls `stop` on the first Ctrl-C or SIGTERM, so that the run can end in order; the second ends the process at once. */
export function watchInterrupt(stop: () => void): Interrupt {
  let requested = false;
  const handle = (): void => {
    if (requested) process.exit(exitCodes.interrupted);
    requested = true;
    stop();
  };
  for (const signal of signals) process.on(signal, handle);
  return {
    get requested() {
      return requested;
    },
    release() {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}
