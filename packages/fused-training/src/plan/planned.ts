import type { ProgramWriter } from "./kernels.ts";
import type { Layout } from "./layout.ts";

/** Where a weight and its gradient are. */
export interface WeightPlace {
  readonly value: number;
  readonly gradient: number;
  /** Whether its gradient is wanted. */
  readonly isTrained: boolean;
}

/** What the planning of an operation knows. */
export interface Planning {
  readonly layout: Layout;
  /** The most samples of a batch. */
  readonly capacity: number;
  readonly weights: readonly WeightPlace[];
  /** Where as many zeros are as any row has values. */
  readonly zeros: number;
}

/** What the forward pass of an operation writes its instructions for. */
interface Forward {
  readonly program: ProgramWriter;
  readonly samples: number;
  readonly x: number;
  /** What is added to it, by a sum. */
  readonly other: number;
  readonly isTraining: boolean;
}

/** What the backward pass of an operation writes its instructions for. */
interface Backward {
  readonly program: ProgramWriter;
  readonly samples: number;
  /** The values that came in and went out. */
  readonly x: number;
  readonly y: number;
  /** The gradient of what went out, which may be overwritten. */
  readonly dy: number;
  /** Where the gradient of what came in belongs; 0 if it is not wanted. */
  readonly dx: number;
}

/** An operation whose places in the arena are known. */
export interface Planned {
  /** Writes the forward pass. Returns where the values are that go out. */
  readonly forward: (pass: Forward) => number;
  /** Writes the backward pass. Returns where the gradient of what came in is: at `dx`, or at `dy` if it took its place. */
  readonly backward: (pass: Backward) => number;
}

/** Words that a group of samples may use, so that what one kernel writes the next one finds in the cache. */
const groupWords = 150_000;
const largestGroup = 64;

/**
 * How many samples go through the kernels of an operation together. Sums are formed group by group, so the bits depend on it;
 * it must not depend on the batch.
 */
export function groupSize(wordsOfSample: number): number {
  return Math.min(Math.max(Math.floor(groupWords / wordsOfSample), 1), largestGroup);
}

/** The groups of a batch: the first sample of each, and how many it has. */
export function groupsOf(
  samples: number,
  size: number,
): readonly (readonly [first: number, count: number])[] {
  return Array.from({ length: Math.ceil(samples / size) }, (_, index) => [
    index * size,
    Math.min(size, samples - index * size),
  ]);
}
