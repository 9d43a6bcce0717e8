import { optionsOf } from "../optionsOf.ts";
import type { Signal } from "../task/context.ts";
import { code, isObject } from "../task/rule.ts";
import type { Checkpoints } from "./checkpoint.ts";
import type { Fuse } from "./fuse.ts";
import type { Clocks } from "./meter.ts";

/** What a training needs of the program in which it runs. */
export interface Surroundings {
  readonly clocks: Clocks;
  /** Gives the event loop a turn, after each update: without one the program would neither send nor receive a message. */
  readonly turn: () => Promise<void>;
  /** Makes what aborts a loop: `new AbortController()`. */
  readonly abortController: () => { readonly signal: Signal; abort(): void };
  /** Makes each training step one call. @defaultValue TensorFlow.js trains layer by layer */
  readonly fuse?: Fuse | undefined;
  /** Keeps a trial between its epochs, and has it go on. @defaultValue what is interrupted begins anew */
  readonly checkpoints?: Checkpoints | undefined;
}

const clocksOf = /* @__PURE__ */ optionsOf<Clocks, "cpu">(
  "runTrial: surroundings.clocks",
  { wall: code, cpu: code },
  { cpu: undefined },
);

const checkpointsOf = /* @__PURE__ */ optionsOf<Checkpoints, "keep" | "resume">(
  "runTrial: surroundings.checkpoints",
  { keep: code, resume: { type: "object", rule: "a checkpoint", accepts: isObject } },
  { keep: undefined, resume: undefined },
);

const named = { type: "object", rule: "an object", accepts: isObject } as const;

const checked = /* @__PURE__ */ optionsOf<Surroundings, "fuse" | "checkpoints">(
  "runTrial: surroundings",
  { clocks: named, turn: code, abortController: code, fuse: code, checkpoints: named },
  { fuse: undefined, checkpoints: undefined },
);

/** Reads {@link Surroundings}. @throws {TypeError} If something is missing, of a wrong type, or there is no such thing. */
export function surroundingsOf(given: Surroundings): Surroundings {
  const { clocks, checkpoints, ...others } = checked(given);
  return {
    ...others,
    clocks: clocksOf(clocks),
    checkpoints: checkpoints && checkpointsOf(checkpoints),
  };
}
