import type * as Tensorflow from "@tensorflow/tfjs";
import type { Arena, Engine } from "../engine/engine.ts";
import { fail } from "../fail.ts";
import type { Chain } from "../model/chain.ts";
import type { Plan, Purpose } from "../plan/plan.ts";

/** An arena with the plan that it is laid out by. It follows the weights of a model. */
export interface Memory {
  readonly plan: Plan;
  readonly arena: Arena;
  /** Reads the weights that somebody else has changed. */
  readonly readWeights: () => void;
  /** Writes the weights that a step has changed into the variables of the model. */
  readonly writeWeights: () => void;
  /** Gives a variable the values of a place. */
  readonly assign: (variable: Tensorflow.Variable, place: number, size: number) => void;
  /** Runs the program of a batch. */
  readonly run: (purpose: Purpose, samples: number, isWeighted: boolean) => void;
}

/** An arena is addressed by 32 bits in WebAssembly, and its places are counted by 31. */
const mostBytes = 2 ** 32 - 2 ** 20;
/** Programs that are kept, each of a batch of another size. */
const keptPrograms = 8;

/**
 * Takes the memory of a plan.
 *
 * @throws {RangeError} If it is more than can be addressed or had.
 */
export function takeMemory(
  tf: typeof Tensorflow,
  chain: Chain,
  plan: Plan,
  engine: Engine,
): Memory {
  if (plan.bytes > mostBytes) {
    fail(
      RangeError,
      `a batch of ${String(plan.capacity)} samples needs ${String(plan.bytes)} bytes of memory, and at most ${String(mostBytes)} can be addressed: take a smaller batchSize`,
    );
  }
  const arena = engine.createArena(plan.words);
  for (const { place, values } of plan.tables) arena.words.set(values, place);
  // Batch normalization changes its moving averages, which the optimizer does not.
  const isChanged = chain.weights.map(({ isTrained }) => isTrained);
  for (const operation of chain.operations) {
    if (operation.kind !== "normalization") continue;
    for (const index of [operation.movingMean, operation.movingVariance]) isChanged[index] = true;
  }
  /** The data of each weight when it was last read or written. */
  const seen: (object | undefined)[] = [];
  const programs = new Map<string, Int32Array<ArrayBuffer>>();
  let loaded: Int32Array<ArrayBuffer> | undefined;

  const isCopied = copiesValues(tf);

  function assign(variable: Tensorflow.Variable, place: number, size: number): void {
    // To write into the array of the variable would not do: backends keep what they have prepared of its values.
    const values = arena.floats.subarray(place, place + size);
    const fresh = tf.tensor(isCopied ? values : values.slice(), variable.shape, "float32");
    variable.assign(fresh);
    fresh.dispose();
  }

  function programOf(purpose: Purpose, samples: number, isWeighted: boolean) {
    const key = [purpose, samples, isWeighted].join();
    let program = programs.get(key);
    if (!program) {
      if (programs.size === keptPrograms) programs.clear();
      program = plan.programFor(purpose, samples, isWeighted);
      programs.set(key, program);
    }
    return program;
  }

  return {
    plan,
    arena,
    assign,
    readWeights() {
      chain.weights.forEach(({ variable }, index) => {
        const value = variable.read();
        if (seen[index] === value.dataId) return;
        arena.floats.set(value.dataSync(), plan.weights[index]!.value);
        seen[index] = value.dataId;
      });
    },
    writeWeights() {
      chain.weights.forEach(({ variable, size }, index) => {
        if (!isChanged[index]) return;
        const value = variable.read();
        assign(value, plan.weights[index]!.value, size);
        seen[index] = value.dataId;
      });
    },
    run(purpose, samples, isWeighted) {
      const program = programOf(purpose, samples, isWeighted);
      if (loaded !== program) {
        arena.words.set(program, plan.program);
        loaded = program;
      }
      arena.run(plan.program, program.length);
    },
  };
}

/** The values of a tensor, to be used at once: dataSync() would copy what the backend of WebAssembly has in its memory. */
export function valuesOf(
  tf: typeof Tensorflow,
  tensor: Tensorflow.Tensor,
): Float32Array | Int32Array | Uint8Array {
  const backend = tf.backend() as {
    readonly typedArrayFromHeap?: (tensor: Tensorflow.Tensor) => Float32Array;
  };
  return backend.typedArrayFromHeap?.(tensor) ?? tensor.dataSync();
}

/** Whether the backend copies the values that it makes a tensor of: that of WebAssembly does, others keep the array. */
function copiesValues(tf: typeof Tensorflow): boolean {
  const values = Float32Array.of(0);
  const tensor = tf.tensor(values);
  values[0] = 1;
  const isCopied = tensor.dataSync()[0] === 0;
  tensor.dispose();
  return isCopied;
}
