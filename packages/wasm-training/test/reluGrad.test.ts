import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, memory, on, tf } from "./tensorflow.ts";

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  const gradient = (activation: "relu" | "relu6", x: number[], dy: number[]) => () => ({
    dx: tf.grad((x: tf.Tensor) => tf[activation](x))(tf.tensor1d(x), tf.tensor1d(dy)),
  });

  test("passes on what is above 0", async () => {
    const { dx } = await on("wasm", gradient("relu", [-1, 0, 1e-38, 7, -0], [1, 2, 3, 4, 5]));
    expect([...dx!].map(Math.abs)).toEqual([0, 0, 3, 4, 0]);
  });

  test("and, for ReLU6, up to 6", async () => {
    const x = [-1, 0, 0.5, 6, 6.000001];
    const { dx } = await on("wasm", gradient("relu6", x, [1, 2, 3, 4, 5]));
    expect([...dx!].map(Math.abs)).toEqual([0, 0, 3, 4, 0]);
  });

  test.each(["relu", "relu6"] as const)(
    "%s as on the cpu backend, for any values",
    async (name) => {
      const value = fc.float({ noNaN: true, min: -10, max: 10 });
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 }),
          async (pairs) => {
            const compute = gradient(
              name,
              pairs.map(([x]) => x),
              pairs.map(([, dy]) => dy),
            );
            const expected = await on("cpu", compute);
            const actual = await on("wasm", compute);
            // A product with a negative gradient may be -0.
            const plus = (values: ArrayLike<number>) => Array.from(values, (item) => item + 0);
            expect(plus(actual["dx"]!)).toEqual(plus(expected["dx"]!));
          },
        ),
        { numRuns: 60 },
      );
    },
  );

  test(build === "plain" ? "is left to TensorFlow.js" : "is one kernel", async () => {
    await tf.setBackend("wasm");
    const before = await memory();
    const x = tf.tensor1d([1, -1]);
    let names: string[] = [];
    tf.dispose(
      await tf
        .profile(() => tf.grad((x: tf.Tensor) => tf.relu(x))(x))
        .then(({ kernelNames, result }) => {
          names = kernelNames;
          return result as tf.Tensor;
        }),
    );
    tf.dispose(x);
    expect(names.includes("Step")).toBe(build === "plain");
    expect(names.includes("ReluGrad")).toBe(build !== "plain");
    expect(await memory()).toEqual(before);
  });

  test.each([
    ["ReluGrad", [0, 0, 3, 4, 5]],
    ["Relu6Grad", [0, 0, 3, 4, 0]],
  ])("the kernel %s", async (name, expected) => {
    const { dx } = await on("wasm", () => ({
      dx: tf.engine().runKernel<tf.Tensor>(name, {
        x: tf.tensor1d([-1, 0, 1e-38, 6, 7]),
        dy: tf.tensor1d([1, 2, 3, 4, 5]),
      }),
    }));
    expect([...dx!]).toEqual(expected);
  });

  test("other types are left to TensorFlow.js", async () => {
    const integers = () => ({
      dx: tf.grad((x: tf.Tensor) => tf.relu(x).toFloat())(tf.tensor1d([-1, 2], "int32")),
    });
    expect(await on("wasm", integers)).toEqual(await on("cpu", integers));
  });
});
