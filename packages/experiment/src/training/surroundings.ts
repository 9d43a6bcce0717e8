import type { Signal } from "../task/context.ts";
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
