import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, memory, on, random, tf, wasmError } from "./tensorflow.ts";

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  const tolerance = 2e-6;

  function product(a: number[], b: number[], transposeA: boolean, transposeB: boolean) {
    const turn = (shape: number[], turned: boolean) =>
      turned ? [...shape.slice(0, -2), ...shape.slice(-2).reverse()] : shape;
    return () => {
      const x = random(turn(a, transposeA), 1);
      const y = random(turn(b, transposeB), 2);
      const f = (x: tf.Tensor, y: tf.Tensor) => tf.matMul(x, y, transposeA, transposeB);
      const z = f(x, y);
      const [dx, dy] = tf.grads(f)([x, y], random(z.shape, 3));
      return { z, dx: dx!, dy: dy! };
    };
  }

  const shapes: readonly [number[], number[]][] = [
    [
      [5, 7],
      [7, 3],
    ],
    [
      [1, 7],
      [7, 1],
    ],
    [
      [4, 1],
      [1, 6],
    ],
    [
      [1, 1],
      [1, 1],
    ],
    [
      [1, 5, 7],
      [1, 7, 3],
    ],
    [
      [1, 1, 5, 7],
      [1, 1, 7, 3],
    ],
    [
      [2, 5, 7],
      [2, 7, 3],
    ],
  ];
  const turns = [
    [false, false],
    [false, true],
    [true, false],
    [true, true],
  ] as const;

  test.each(shapes.flatMap(([a, b]) => turns.map(([turnA, turnB]) => ({ a, b, turnA, turnB }))))(
    "$a × $b, transposed $turnA and $turnB: product and gradients",
    async ({ a, b, turnA, turnB }) => {
      expect(await wasmError(product(a, b, turnA, turnB))).toBeLessThanOrEqual(tolerance);
    },
  );

  // Products alone: TensorFlow.js has no gradient for a batch that is broadcast.
  test.each(turns)("a batch that is broadcast, transposed %s and %s", async (turnA, turnB) => {
    const turn = (shape: [number, number], turned: boolean) => (turned ? shape.reverse() : shape);
    const compute = () => ({
      left: tf.matMul(
        random([1, ...turn([5, 7], turnA)], 1),
        random([3, ...turn([7, 2], turnB)], 2),
        turnA,
        turnB,
      ),
      outer: tf.matMul(
        random([2, 1, ...turn([5, 7], turnA)], 5),
        random([1, 3, ...turn([7, 2], turnB)], 6),
        turnA,
        turnB,
      ),
      lower: tf.matMul(
        random([...turn([5, 7], turnA)], 7),
        random([2, 3, ...turn([7, 2], turnB)], 8),
        turnA,
        turnB,
      ),
      wider: tf.matMul(
        random([1, 1, ...turn([5, 7], turnA)], 9),
        random([3, ...turn([7, 2], turnB)], 10),
        turnA,
        turnB,
      ),
      right: tf.matMul(
        random([2, ...turn([5, 7], turnA)], 3),
        random([1, ...turn([7, 2], turnB)], 4),
        turnA,
        turnB,
      ),
    });
    expect(await wasmError(compute)).toBeLessThanOrEqual(tolerance);
  });

  test("any product of matrices", async () => {
    const length = fc.integer({ min: 1, max: 40 });
    await fc.assert(
      fc.asyncProperty(
        length,
        length,
        length,
        fc.boolean(),
        fc.boolean(),
        async (m, k, n, a, b) => {
          expect(await wasmError(product([m, k], [k, n], a, b))).toBeLessThanOrEqual(tolerance);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("the operands keep their values and shapes", async () => {
    const before = await memory();
    tf.tidy(() => {
      const a = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
      const b = tf.tensor2d([1, 0, 2, 0, 1, 1], [2, 3]);
      expect(tf.matMul(a, b, true, true).arraySync()).toEqual([
        [11, 8],
        [14, 10],
      ]);
      expect(a.arraySync()).toEqual([
        [1, 2],
        [3, 4],
        [5, 6],
      ]);
      expect(b.arraySync()).toEqual([
        [1, 0, 2],
        [0, 1, 1],
      ]);
    });
    expect(await memory()).toEqual(before);
  });

  test("a changed variable is not multiplied by its old values", async () => {
    await on("wasm", () => {
      const x = tf.tensor2d([1, 2], [1, 2]);
      const weights = tf.variable(tf.tensor2d([3, 4], [1, 2]));
      expect(tf.matMul(x, weights, false, true).dataSync()).toEqual(Float32Array.of(11));
      weights.assign(tf.tensor2d([5, 6], [1, 2]));
      expect(tf.matMul(x, weights, false, true).dataSync()).toEqual(Float32Array.of(17));
      weights.dispose();
      return {};
    });
  });

  test("other types are left to TensorFlow.js, which refuses them", async () => {
    const product = (a: "float32" | "int32", b: "float32" | "int32") => () => ({
      z: tf
        .engine()
        .runKernel<tf.Tensor>(
          "BatchMatMul",
          { a: tf.ones([2, 2], a), b: tf.ones([2, 2], b) },
          { transposeA: true, transposeB: false },
        ),
    });
    await expect(on("wasm", product("int32", "float32"))).rejects.toThrow("not yet supported");
    await expect(on("wasm", product("float32", "int32"))).rejects.toThrow("not yet supported");
  });

  test("an empty operand is left to TensorFlow.js", async () => {
    const { z } = await on("wasm", () => ({
      z: tf.matMul(tf.zeros([0, 3]), tf.ones([2, 3]), false, true),
    }));
    expect(z).toEqual(new Float32Array(0));
  });
});
