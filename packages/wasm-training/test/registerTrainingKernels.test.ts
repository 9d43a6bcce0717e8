import * as core from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, test } from "vitest";
import {
  registerTrainingKernels,
  type KernelRegistry,
  type RegisteredKernels,
  type TrainingKernelsOptions,
} from "../src/index.ts";
import { on, tf, type Values } from "./tensorflow.ts";

const names = [
  "Conv2D",
  "FusedConv2D",
  "Conv2DBackpropFilter",
  "Conv2DBackpropInput",
  "DepthwiseConv2dNative",
  "FusedDepthwiseConv2D",
  "DepthwiseConv2dNativeBackpropFilter",
  "DepthwiseConv2dNativeBackpropInput",
  "Conv3D",
  "Conv3DBackpropFilterV2",
  "Conv3DBackpropInputV2",
  "MaxPool",
  "MaxPoolGrad",
  "MaxPool3D",
  "MaxPool3DGrad",
  "AvgPool",
  "AvgPoolGrad",
  "Dilation2D",
  "Dilation2DBackpropInput",
  "Dilation2DBackpropFilter",
  "UnsortedSegmentSum",
  "BatchMatMul",
  "Sum",
  "ReluGrad",
  "Relu6Grad",
  "GatherV2",
  "Identity",
] as const;
const operations = ["Relu", "Relu6", "Conv2D", "DepthwiseConv2dNative", "Conv3D"] as const;
const stockKernels = names.map((name) => tf.getKernel(name, "wasm"));
const found = () => [
  ...names.map((name) => tf.getKernel(name, "wasm")),
  ...operations.map((name) => tf.getGradient(name)),
];
const stock = found();

let registered: RegisteredKernels | undefined;
afterEach(() => {
  registered?.unregister();
  registered = undefined;
  expect(found()).toEqual(stock);
});

const filterGradient = () => {
  const x = tf.ones<tf.Rank.R4>([1, 3, 3, 1]);
  const f = (w: tf.Tensor) => tf.conv2d(x, w as tf.Tensor4D, 1, "valid");
  return { dw: tf.grad(f)(tf.ones([2, 2, 1, 1])) };
};
const poolGradient = () => {
  const f = (x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid");
  return { dx: tf.grad(f)(tf.tensor4d([1, 2, 2, 1], [1, 2, 2, 1])) };
};
const firstMaximum = { dx: Float32Array.of(0, 1, 0, 0) };
const lastMaximum = { dx: Float32Array.of(0, 0, 1, 0) };
const missing = "Kernel 'Conv2DBackpropFilter' not registered for backend 'wasm'";

describe("what TensorFlow.js does by itself, which is why this package exists", () => {
  test("a convolution cannot be trained", async () => {
    await expect(on("wasm", filterGradient)).rejects.toThrow(missing);
  });

  test("the gradient of max pooling goes to the last of equal values, not the first", async () => {
    expect(await on("wasm", poolGradient)).toEqual(lastMaximum);
    expect(await on("cpu", poolGradient)).toEqual(firstMaximum);
  });

  test("most of the gradient of max pooling is lost where all values are negative", async () => {
    const gradient = () => {
      const x = tf.randomUniform([4, 8, 8, 3], -2, -1, "float32", 3);
      return { dx: tf.grad((x: tf.Tensor) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"))(x) };
    };
    const total = ({ dx }: Values) => [...dx!].reduce((sum, value) => sum + value, 0);
    expect(total(await on("wasm", gradient))).toBeLessThan(100);
    expect(total(await on("cpu", gradient))).toBe(4 * 4 * 4 * 3);
  });
});

describe("the problem with the backend in use", () => {
  const advice =
    'await tf.setBackend("wasm"), which returns false if the backend does not find its .wasm files';

  test("is told by name, and is none once WebAssembly is in use", async () => {
    await tf.setBackend("cpu");
    registered = registerTrainingKernels(tf);
    expect(registered.problem).toBe(`the backend in use is "cpu": ${advice}`);
    await tf.setBackend("wasm");
    expect(registered.problem).toBeUndefined();
    registered.unregister();
    expect(registered.problem).toBe("the kernels were unregistered");
  });

  test("is also that none is in use yet", () => {
    const engine = Object.create(tf.engine(), { backendName: { value: undefined } }) as ReturnType<
      KernelRegistry["engine"]
    >;
    registered = registerTrainingKernels({ ...tf, engine: () => engine });
    expect(registered.problem).toBe(`no backend is in use yet: ${advice}`);
  });
});

test("registers all kernels, and nothing for another backend", () => {
  const cpu = tf.getKernelsForBackend("cpu");
  registered = registerTrainingKernels(tf);
  expect(registered.kernels).toEqual(names);
  expect(tf.getKernelsForBackend("cpu")).toEqual(cpu);
  operations.forEach((name, index) => {
    expect(tf.getGradient(name)).toMatchObject({ kernelName: name });
    expect(tf.getGradient(name)).not.toBe(stock[names.length + index]);
  });
  names.forEach((name, index) => {
    expect(tf.getKernel(name, "wasm")).toMatchObject({ kernelName: name, backendName: "wasm" });
    expect(tf.getKernel(name, "wasm")).not.toBe(stock[index]);
    // The backend runs the setup of every kernel when it starts: the original must still be set up.
    expect(tf.getKernel(name, "wasm").setupFunc).toBe(stockKernels[index]?.setupFunc);
  });
});

test("accepts @tensorflow/tfjs-core, whose registry is the same", async () => {
  registered = registerTrainingKernels(core);
  expect(await on("wasm", poolGradient)).toEqual(firstMaximum);
});

test("unregister restores exactly what was there, and does nothing the second time", async () => {
  const { unregister } = registerTrainingKernels(tf);
  expect(await on("wasm", filterGradient)).toEqual({ dw: Float32Array.of(4, 4, 4, 4) });
  unregister();
  found().forEach((kernel, index) => expect(kernel).toBe(stock[index]));
  await expect(on("wasm", filterGradient)).rejects.toThrow(missing);
  expect(await on("wasm", poolGradient)).toEqual(lastMaximum);

  registered = registerTrainingKernels(tf);
  unregister();
  expect(await on("wasm", poolGradient)).toEqual(firstMaximum);
});

test("only registers the kernels named", async () => {
  registered = registerTrainingKernels(tf, { only: ["MaxPoolGrad"] });
  expect(registered.kernels).toEqual(["MaxPoolGrad"]);
  expect(await on("wasm", poolGradient)).toEqual(firstMaximum);
  await expect(on("wasm", filterGradient)).rejects.toThrow(missing);
  expect(found().filter((kernel, index) => kernel !== stock[index])).toHaveLength(1);
});

test("a gradient is replaced only along with every kernel that it runs", () => {
  registered = registerTrainingKernels(tf, { only: ["Relu6Grad", "Conv2DBackpropFilter"] });
  expect(
    operations.filter((name, index) => tf.getGradient(name) !== stock[names.length + index]),
  ).toEqual(["Relu6"]);
});

test("a gradient that TensorFlow.js does not have, as in a custom bundle, is not replaced", () => {
  const gradient = tf.getGradient("Relu");
  tf.unregisterGradient("Relu");
  registered = registerTrainingKernels(tf);
  expect(tf.getGradient("Relu")).toBeUndefined();
  registered.unregister();
  expect(tf.getGradient("Relu")).toBeUndefined();
  tf.registerGradient(gradient);
});

test("a gradient that someone else replaced since stays", () => {
  const gradient = tf.getGradient("Relu");
  registered = registerTrainingKernels(tf);
  const theirs = { ...gradient };
  tf.unregisterGradient("Relu");
  tf.registerGradient(theirs);
  registered.unregister();
  expect(tf.getGradient("Relu")).toBe(theirs);
  tf.unregisterGradient("Relu");
  tf.registerGradient(gradient);
});

test("a gradient that someone else put around ours is TensorFlow.js's own once unregistered", async () => {
  const stock = tf.getGradient("Relu");
  registered = registerTrainingKernels(tf);
  const ours = tf.getGradient("Relu");
  tf.unregisterGradient("Relu");
  tf.registerGradient({ ...ours, gradFunc: (...call) => ours.gradFunc(...call) });
  registered.unregister();
  const gradient = () => ({ dx: tf.grad((x) => tf.relu(x))(tf.tensor1d([-1, 2])) });
  expect(await on("wasm", gradient)).toEqual({ dx: Float32Array.of(0, 1) });
  tf.unregisterGradient("Relu");
  tf.registerGradient(stock);
});

test("other backends keep their gradients", async () => {
  const compute = () => ({
    dx: tf.grad((x: tf.Tensor) => tf.relu(x))(tf.tensor1d([-1, 2]), tf.tensor1d([3, 4])),
  });
  const expected = await on("cpu", compute);
  registered = registerTrainingKernels(tf);
  expect(await on("cpu", compute)).toEqual(expected);
  const dilated = () => {
    const x = tf.ones<tf.Rank.R4>([1, 5, 5, 1]);
    const f = (w: tf.Tensor) => tf.conv2d(x, w as tf.Tensor4D, 1, "valid", "NHWC", 2);
    return { dw: tf.grad(f)(tf.ones([2, 2, 1, 1])) };
  };
  await expect(on("cpu", dilated)).rejects.toThrow("dilation rates greater than 1");
  expect(await on("wasm", dilated)).toEqual({ dw: Float32Array.of(9, 9, 9, 9) });
});

test("an undefined only means all", () => {
  registered = registerTrainingKernels(tf, { only: undefined });
  expect(registered.kernels).toEqual(names);
});

test("the caller's array is not retained", () => {
  const only: "Sum"[] = ["Sum"];
  registered = registerTrainingKernels(tf, { only });
  only.pop();
  expect(registered.kernels).toEqual(["Sum"]);
});

test("different kernels may be registered by different calls", () => {
  const first = registerTrainingKernels(tf, { only: ["Sum"] });
  registered = registerTrainingKernels(tf, { only: ["Identity"] });
  first.unregister();
  expect(tf.getKernel("Sum", "wasm")).toBe(stock[names.indexOf("Sum")]);
});

test("a kernel of ours is not registered twice", () => {
  registered = registerTrainingKernels(tf, { only: ["Sum", "Identity"] });
  const ours = found();
  expect(() => registerTrainingKernels(tf)).toThrow(
    new Error(
      "@anneal/wasm-training: already registered Sum, Identity: call unregister() before registering again",
    ),
  );
  found().forEach((kernel, index) => expect(kernel).toBe(ours[index]));
});

test("unregister refuses to remove someone else's kernel, and changes nothing then", () => {
  registered = registerTrainingKernels(tf, { only: ["Sum", "Identity"] });
  const ours = tf.getKernel("Identity", "wasm");
  const theirs = { ...ours };
  tf.unregisterKernel("Identity", "wasm");
  tf.registerKernel(theirs);
  const sum = tf.getKernel("Sum", "wasm");
  expect(registered.unregister).toThrow(
    new Error(
      "@anneal/wasm-training: cannot restore Identity: another kernel was registered since",
    ),
  );
  expect(tf.getKernel("Sum", "wasm")).toBe(sum);
  expect(tf.getKernel("Identity", "wasm")).toBe(theirs);
  tf.unregisterKernel("Identity", "wasm");
  tf.registerKernel(ours);
});

test("kernels registered before the backend starts serve it", async () => {
  const factory = tf.findBackendFactory("wasm");
  tf.removeBackend("wasm");
  registered = registerTrainingKernels(tf);
  tf.registerBackend("wasm", factory);
  expect(await on("wasm", filterGradient)).toEqual({ dw: Float32Array.of(4, 4, 4, 4) });
  expect(await on("wasm", poolGradient)).toEqual(firstMaximum);
});

describe("errors", () => {
  const prefix = "@anneal/wasm-training: ";
  const known = names.join(", ");
  const functions =
    "engine(), getGradient(), getKernel(), registerGradient(), registerKernel(), unregisterGradient(), unregisterKernel()";

  test.each<[string, unknown, string]>([
    ["undefined", undefined, `${functions}, backend_util`],
    ["null", null, `${functions}, backend_util`],
    ["a name", "tfjs", `${functions}, backend_util`],
    ["an object without kernels", { backend_util: tf.backend_util }, functions],
    ["an object without geometry", { ...tf, backend_util: {} }, "backend_util"],
    ["one without registerKernel", { ...tf, registerKernel: undefined }, "registerKernel()"],
  ])("tf is %s", (_name, value, expected) => {
    expect(() => registerTrainingKernels(value as KernelRegistry)).toThrow(
      new TypeError(`${prefix}tf must be TensorFlow.js, but it has no ${expected}`),
    );
  });

  test.each<[unknown, Error]>([
    [null, new TypeError(`${prefix}options must be an object, got null`)],
    ["all", new TypeError(`${prefix}options must be an object, got all`)],
    [
      { build: "fast" },
      new RangeError(`${prefix}build must be auto, simd, relaxed, plain, got "fast"`),
    ],
    [
      { build: null },
      new RangeError(`${prefix}build must be auto, simd, relaxed, plain, got null`),
    ],
    [{ kernels: [], fast: 1 }, new TypeError(`${prefix}unknown option kernels, fast`)],
    [{ only: "Sum" }, new TypeError(`${prefix}only must be an array, got Sum`)],
    [{ only: null }, new TypeError(`${prefix}only must be an array, got null`)],
    [{ only: [] }, new RangeError(`${prefix}only must be distinct names out of ${known}, got []`)],
    [
      { only: ["Sum", "Sum"] },
      new RangeError(`${prefix}only must be distinct names out of ${known}, got ["Sum","Sum"]`),
    ],
    [
      { only: ["Sum", "Relu", 3] },
      new RangeError(`${prefix}only must be distinct names out of ${known}, got ["Sum","Relu",3]`),
    ],
  ])("options are %j", (options, error) => {
    const register = () => registerTrainingKernels(tf, options as TrainingKernelsOptions);
    expect(register).toThrow(error);
    expect(register).toThrow(error.constructor);
  });

  test("the WebAssembly backend was not imported", () => {
    const empty: KernelRegistry = { ...tf, getKernel: () => undefined };
    expect(() => registerTrainingKernels(empty)).toThrow(
      new Error(
        `${prefix}found no kernels of the backend "wasm": import @tensorflow/tfjs-backend-wasm first`,
      ),
    );
  });
});
