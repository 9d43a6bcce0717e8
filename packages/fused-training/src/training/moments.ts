import type * as Tensorflow from "@tensorflow/tfjs";
import type { Chain } from "../model/chain.ts";
import type { Optimizer } from "../model/layer.ts";
import type { OptimizerRule } from "./optimizers.ts";
import type { Memory } from "./memory.ts";

/**
 * The moments of an optimizer, which the arena has newer than the variables of TensorFlow.js. They are brought there when
 * somebody asks: copying all of them at each step would cost as much as computing them.
 */
export interface Moments {
  /** Reads what somebody else has changed, before a step. */
  readonly read: (memory: Memory) => void;
  /** Says that a step has changed them. */
  readonly setNewer: () => void;
  /** Writes them into the variables if they are newer. */
  readonly write: (memory: Memory) => void;
  /** Forgets what the arena has: there is another one. */
  readonly forget: () => void;
}

/** Follows the moments of an optimizer for the trained weights of a chain. */
export function followMoments(
  tf: typeof Tensorflow,
  chain: Chain,
  optimizer: Optimizer,
  { slots }: OptimizerRule,
): Moments {
  /** The data of each moment when it was last read or written. */
  let seen: (object | undefined)[] = [];
  let isNewer = false;

  /** Visits each moment with its variable, which is made if TensorFlow.js has not done so. */
  function forEach(
    { plan: { weights, moments, trained } }: Memory,
    visit: (variable: Tensorflow.Variable, place: number, size: number, at: number) => void,
  ): void {
    let at = 0;
    slots.forEach(([field, name], slot) => {
      const variables = (optimizer[field] ??= []);
      chain.trained.forEach((index, position) => {
        const { variable, size } = chain.weights[index]!;
        const value = variable.read();
        variables[position] ??= {
          originalName: `${value.name}/${name}`,
          variable: tf.tidy(() => tf.zerosLike(value).variable(false)),
        };
        const place = moments[slot]! + weights[index]!.value - trained;
        visit(variables[position].variable, place, size, at++);
      });
    });
  }

  return {
    read(memory) {
      forEach(memory, (variable, place, _size, at) => {
        if (seen[at] === variable.dataId) return;
        memory.arena.floats.set(variable.dataSync(), place);
        seen[at] = variable.dataId;
      });
    },
    setNewer() {
      isNewer = true;
    },
    write(memory) {
      if (!isNewer) return;
      isNewer = false;
      forEach(memory, (variable, place, size, at) => {
        // Somebody else's are newer still.
        if (seen[at] !== variable.dataId) return;
        memory.assign(variable, place, size);
        seen[at] = variable.dataId;
      });
    },
    forget() {
      seen = [];
    },
  };
}
