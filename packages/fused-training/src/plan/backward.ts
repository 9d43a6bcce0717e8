import type { Chain } from "../model/chain.ts";
import { wordsOf } from "../model/operation.ts";
import type { ProgramWriter } from "./kernels.ts";
import type { Layout } from "./layout.ts";
import type { Planned } from "./planned.ts";

/** Places for gradients of values: as many as there are at a time in the backward pass. */
interface GradientPlaces {
  readonly take: () => number;
  readonly free: (place: number) => void;
}

/** Hands out places anew for each program: the first one takes what all need. */
export function gradientPlaces(layout: Layout, words: number): () => GradientPlaces {
  const all: number[] = [];
  return () => {
    const left = [...all];
    return {
      take() {
        const known = left.pop();
        if (known !== undefined) return known;
        const place = layout.take(words);
        all.push(place);
        return place;
      },
      free: (place) => left.push(place),
    };
  };
}

interface BackwardPass {
  readonly chain: Chain;
  readonly planned: readonly Planned[];
  /** Of each operation whether it has a weight that is trained. */
  readonly isTrained: readonly boolean[];
  readonly values: readonly number[];
  readonly samples: number;
  readonly places: GradientPlaces;
  /** Where the gradient of the last value is. */
  readonly gradient: number;
}

/**
 * Goes from the last operation back to the first that is trained. The gradient of a value that several operations need is
 * the sum of theirs.
 */
export function writeBackward(program: ProgramWriter, pass: BackwardPass): void {
  const { chain, planned, isTrained, values, samples, places } = pass;
  const { operations, sources } = chain;
  /** Whether something before a value is trained: its gradient is wanted then. */
  const isWanted = [false];
  operations.forEach((_, index) => {
    isWanted.push(isTrained[index]! || sources[index]!.some((source) => isWanted[source]));
  });
  const gradients = new Map([[operations.length, pass.gradient]]);

  /** Gives a value a gradient that nobody else needs. */
  function give(value: number, gradient: number, count: number): void {
    const known = gradients.get(value);
    if (!isWanted[value]) {
      places.free(gradient);
    } else if (known === undefined) {
      gradients.set(value, gradient);
    } else {
      program.add("add", known, gradient, count, known);
      places.free(gradient);
    }
  }

  for (let index = operations.length - 1; index >= 0; index--) {
    if (!isWanted[index + 1]) continue;
    const { x, kind } = operations[index]!;
    const count = samples * wordsOf(x);
    const [source, other] = sources[index] as [number, number?];
    const dy = gradients.get(index + 1)!;
    // The gradient of the cross entropy is already that before the softmax.
    if (index === operations.length - 1 && chain.objective.isBeforeSoftmax) {
      give(source, dy, count);
      continue;
    }
    const dx = isWanted[source] && kind !== "add" ? places.take() : 0;
    const ends = { x: values[source]!, y: values[index + 1]! };
    const to = planned[index]!.backward({ program, samples, ...ends, dy, dx });
    if (dx !== 0) places.free(to === dx ? dy : dx);
    if (other !== undefined) {
      const copied = places.take();
      program.add("copyRows", dy, count, count, copied, count, count, 1, 1, count);
      give(other, copied, count);
    }
    give(source, dx === 0 ? dy : to, count);
  }
}
