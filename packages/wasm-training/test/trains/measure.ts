import { relativeError, tf } from "../tensorflow.ts";
import type { Case } from "./case.ts";

/** The gradients of a case on a backend, one array after the other, or why there are none. */
export interface Gradients {
  /** Why it was refused; undefined if it was not. */
  readonly refusal?: string;
  /** What is computed. */
  readonly outputs: Float32Array[];
  /** The gradient with respect to each variable. */
  readonly gradients: Float32Array[];
}

/** Calls `compute` with a `Math.random` that gives the same numbers each time. */
function repeatably<T>(compute: () => T): T {
  const original = Math.random;
  let state = 1;
  Math.random = () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
  try {
    return compute();
  } finally {
    Math.random = original;
  }
}

/** A weighted sum of all outputs, so that each of them has a gradient of its own. */
function weightedSum(outputs: readonly tf.Tensor[]): tf.Scalar {
  return tf.addN(
    outputs.map((output, index) =>
      tf.mul(output, tf.randomNormal(output.shape, 0, 1, "float32", 1000 + index)).sum(),
    ),
  );
}

/** The gradients of a case. */
export async function gradientsOf({ make }: Case, backend: "cpu" | "wasm"): Promise<Gradients> {
  await tf.setBackend(backend);
  const made: tf.Variable[] = [];
  try {
    return tf.tidy(() => {
      const { variables, compute } = repeatably(make);
      made.push(...variables);
      const outputs = repeatably(compute).map((output) => Float32Array.from(output.dataSync()));
      if (variables.length === 0) return { outputs, gradients: [] };
      const { grads } = tf.variableGrads(
        () => repeatably(() => weightedSum(compute())),
        [...variables],
      );
      return {
        outputs,
        gradients: variables.map(({ name }) => grads[name]!.dataSync<"float32">()),
      };
    });
  } catch (error) {
    return { refusal: (error as Error).message, outputs: [], gradients: [] };
  } finally {
    tf.dispose(made);
  }
}

/** Directions to go from the values of the variables, and how much the weighted sum changes along each. */
export interface Slopes {
  readonly directions: readonly (readonly Float32Array[])[];
  readonly slopes: readonly number[];
}

const count = 4;

/** Slopes by central differences of the cpu backend's outputs, in double precision. */
export async function slopesOf({ make }: Case): Promise<Slopes> {
  await tf.setBackend("cpu");
  return tf.tidy(() => {
    const { variables, compute } = repeatably(make);
    const initial = variables.map((variable) => variable.dataSync<"float32">().slice());
    const total = () => {
      const outputs = repeatably(compute);
      let sum = 0;
      outputs.forEach((output, index) => {
        const weights = tf.randomNormal(output.shape, 0, 1, "float32", 1000 + index).dataSync();
        output.dataSync().forEach((value, at) => (sum += value * weights[at]!));
      });
      return sum;
    };
    const step = 1 / 512;
    const at = (direction: readonly Float32Array[], distance: number) => {
      variables.forEach((variable, index) => {
        const moved = initial[index]!.map(
          (value, place) => value + distance * direction[index]![place]!,
        );
        variable.assign(tf.tensor(moved, variable.shape));
      });
      return total();
    };
    const directions = Array.from({ length: count }, (_, number) =>
      variables.map((variable, index) =>
        tf
          .randomNormal(variable.shape, 0, 1, "float32", 2000 + 10 * number + index)
          .dataSync<"float32">()
          .slice(),
      ),
    );
    const slopes = directions.map(
      (direction) => (at(direction, step) - at(direction, -step)) / (2 * step),
    );
    tf.dispose([...variables]);
    return { directions, slopes };
  });
}

/** How far gradients are from slopes, relative to the length of the gradient. */
export function slopeError({ gradients }: Gradients, { directions, slopes }: Slopes): number {
  const length = Math.hypot(...gradients.map((values) => Math.hypot(...values)));
  return Math.max(
    ...directions.map((direction, number) => {
      let slope = 0;
      gradients.forEach((values, index) => {
        values.forEach((value, at) => (slope += value * direction[index]![at]!));
      });
      return Math.abs(slope - slopes[number]!) / Math.max(length, 1e-6);
    }),
  );
}

/** The largest difference of outputs and gradients, each relative to the largest value. */
export function differenceOf(actual: Gradients, expected: Gradients): number {
  const pairs = (["outputs", "gradients"] as const).flatMap((part) =>
    expected[part].map((values, index) => relativeError(actual[part][index]!, values)),
  );
  return Math.max(0, ...pairs);
}
