import { tf } from "../tensorflow.ts";
import { operation, type Case } from "./case.ts";

type Op = (x: tf.Tensor) => tf.Tensor;
const rows = [4, 5];
const images = [2, 7, 6, 3];
const volumes = [2, 4, 5, 5, 2];

const unary = (op: Op): readonly Case[] => [operation("", op, rows)];
const within = (op: Op, low: number, high: number): readonly Case[] => {
  const scale = (x: tf.Tensor) => tf.add(tf.mul(tf.sigmoid(x), high - low), low);
  return [operation(`from ${String(low)} to ${String(high)}`, (x) => op(scale(x)), rows)];
};
const binary = (op: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor): readonly Case[] => [
  operation("", op, rows, rows),
  operation("broadcast", op, [2, 4, 5], [4, 1]),
];
const positive = (x: tf.Tensor) => tf.add(tf.abs(x), 0.3);
const indices = (...values: number[]) => tf.tensor1d(values, "int32");
const four = (x: tf.Tensor) => x as tf.Tensor4D;
const five = (x: tf.Tensor) => x as tf.Tensor5D;
const negative = (x: tf.Tensor) => tf.neg(positive(x));

/** Every operation with a gradient in TensorFlow.js's registry, under the name of its kernel. */
export const operationCases: Readonly<Record<string, readonly Case[]>> = {
  Abs: unary(tf.abs),
  Acos: within(tf.acos, -0.9, 0.9),
  Acosh: within(tf.acosh, 1.1, 4),
  Add: binary(tf.add),
  AddN: [operation("", (a, b, c) => tf.addN([a, b, c]), rows, rows, rows)],
  ArgMax: [operation("", (x) => tf.argMax(x, 1).toFloat(), rows)],
  ArgMin: [operation("", (x) => tf.argMin(x, 1).toFloat(), rows)],
  Asin: within(tf.asin, -0.9, 0.9),
  Asinh: unary(tf.asinh),
  Atan: unary(tf.atan),
  Atan2: [operation("", (a, b) => tf.atan2(a, positive(b)), rows, rows)],
  Atanh: within(tf.atanh, -0.9, 0.9),
  AvgPool: [
    operation("", (x) => tf.avgPool(four(x), 2, 2, "valid"), images),
    operation("`pad` 1", (x) => tf.avgPool(four(x), 3, 2, 1), images),
  ],
  AvgPool3D: [operation("", (x) => tf.avgPool3d(five(x), 2, 2, "valid"), volumes)],
  BatchMatMul: [
    operation("", (a, b) => tf.matMul(a, b), [2, 3, 4], [2, 4, 5]),
    operation("transposed", (a, b) => tf.matMul(a, b, true, true), [2, 4, 3], [2, 5, 4]),
    operation("one matrix for a batch", (a, b) => tf.matMul(a, b), [3, 2, 4], [1, 4, 5]),
  ],
  FusedBatchNorm: [
    operation(
      "",
      (x, mean, variance, offset, scale) =>
        tf.batchNorm(x, mean, positive(variance), offset, scale),
      images,
      [3],
      [3],
      [3],
      [3],
    ),
  ],
  BatchToSpaceND: [
    operation(
      "",
      (x) =>
        tf.batchToSpaceND(
          x,
          [2, 2],
          [
            [0, 0],
            [0, 1],
          ],
        ),
      [4, 2, 2, 3],
    ),
  ],
  Cast: [
    operation(
      "from bool",
      (x) => tf.mul(x, tf.cast(tf.greater(x.dataSync()[0]!, -9), "float32")),
      rows,
    ),
  ],
  Ceil: unary(tf.ceil),
  ClipByValue: unary((x) => tf.clipByValue(x, -0.5, 0.7)),
  ComplexAbs: [operation("", (a, b) => tf.abs(tf.complex(a, b)), rows, rows)],
  Concat: [operation("", (a, b) => tf.concat([a, b], 1), rows, [4, 2])],
  Conv2D: [
    operation("", (x, w) => tf.conv2d(four(x), four(w), 1, "same"), images, [3, 3, 3, 4]),
    operation("`pad` 1", (x, w) => tf.conv2d(four(x), four(w), 2, 1), images, [3, 3, 3, 4]),
    {
      ...operation(
        "`pad` 1, a filter that is not square",
        (x, w) => tf.conv2d(four(x), four(w), 1, 1),
        images,
        [3, 1, 3, 4],
      ),
      stock: "no: writes beyond its output",
    },
    operation(
      "NCHW",
      (x, w) => tf.conv2d(four(x), four(w), 1, "same", "NCHW"),
      [2, 3, 6, 6],
      [3, 3, 3, 4],
    ),
    operation(
      "fused, relu",
      (x, w, bias) =>
        tf.fused.conv2d({
          x: four(x),
          filter: four(w),
          strides: 1,
          pad: "same",
          bias: bias,
          activation: "relu",
        }),
      images,
      [3, 3, 3, 4],
      [4],
    ),
    operation(
      "fused, dilated",
      (x, w) =>
        tf.fused.conv2d({ x: four(x), filter: four(w), strides: 1, pad: "same", dilations: 2 }),
      images,
      [3, 3, 3, 4],
    ),
  ],
  Conv2DBackpropInput: [
    operation(
      "",
      (x, w) => tf.conv2dTranspose(four(x), four(w), [2, 9, 8, 4], 1, "valid"),
      images,
      [3, 3, 4, 3],
    ),
  ],
  Conv3D: [
    operation("", (x, w) => tf.conv3d(five(x), five(w), 1, "same"), volumes, [2, 3, 2, 2, 3]),
  ],
  Cos: unary(tf.cos),
  Cosh: unary(tf.cosh),
  Cumsum: [
    operation("", (x) => tf.cumsum(x, 1), rows),
    operation("exclusive, reverse", (x) => tf.cumsum(x, 0, true, true), rows),
  ],
  DepthwiseConv2dNative: [
    operation("", (x, w) => tf.depthwiseConv2d(four(x), four(w), 1, "same"), images, [3, 3, 3, 2]),
    operation(
      "fused, dilated",
      (x, w) =>
        tf.fused.depthwiseConv2d({
          x: four(x),
          filter: four(w),
          strides: 1,
          pad: "same",
          dilations: 2,
        }),
      images,
      [3, 3, 3, 1],
    ),
  ],
  Dilation2D: [
    operation(
      "",
      (x, w) => tf.dilation2d(four(x), w as tf.Tensor3D, 1, "valid"),
      images,
      [2, 2, 3],
    ),
    operation(
      "no positive value",
      (x, w) => tf.dilation2d(four(negative(x)), negative(w) as tf.Tensor3D, 1, "same"),
      images,
      [2, 2, 3],
    ),
  ],
  Elu: unary(tf.elu),
  Erf: unary(tf.erf),
  Exp: unary(tf.exp),
  ExpandDims: unary((x) => tf.expandDims(x, 1)),
  Expm1: unary(tf.expm1),
  Floor: unary(tf.floor),
  FloorDiv: [operation("", (a, b) => tf.floorDiv(a, positive(b)), rows, rows)],
  GatherV2: [
    operation("", (x) => tf.gather(x, indices(1, 1, 0)), rows),
    operation("axis 1", (x) => tf.gather(x, indices(4, 0, 4, 2), 1), rows),
    operation(
      "a matrix of indices",
      (x) => tf.gather(x, tf.tensor2d([3, 1, 1, 0], [2, 2], "int32")),
      rows,
    ),
    {
      ...operation(
        "`batchDims` 1",
        (x) => tf.gather(x, tf.tensor2d([0, 2, 1, 1, 4, 4, 3, 0], [4, 2], "int32"), 1, 1),
        rows,
      ),
      stock: "wrong: reads beyond its input",
    },
  ],
  GreaterEqual: [operation("", (a, b) => tf.where(tf.greaterEqual(a, b), a, b), rows, rows)],
  Identity: unary((x) => tf.clone(x)),
  IsFinite: unary((x) => tf.mul(x, tf.cast(tf.isFinite(x), "float32"))),
  IsInf: unary((x) => tf.mul(x, tf.cast(tf.isInf(x), "float32"))),
  IsNan: unary((x) => tf.where(tf.isNaN(x), tf.zerosLike(x), x)),
  LeakyRelu: unary((x) => tf.leakyRelu(x, 0.1)),
  Log: within(tf.log, 0.2, 3),
  Log1p: within(tf.log1p, -0.5, 3),
  LRN: [operation("", (x) => tf.localResponseNormalization(four(x), 2, 1, 0.5, 0.75), images)],
  Max: [
    operation("", (x) => tf.max(x, 1), rows),
    operation("no positive value", (x) => tf.max(negative(x), [1, 2]), [2, 3, 4]),
  ],
  Maximum: binary(tf.maximum),
  MaxPool: [
    operation("", (x) => tf.maxPool(four(x), 2, 2, "valid"), images),
    operation("no positive value", (x) => tf.maxPool(four(negative(x)), 3, 2, "same"), images),
  ],
  MaxPool3D: [
    operation("", (x) => tf.maxPool3d(five(x), 2, 2, "valid"), volumes),
    operation("no positive value", (x) => tf.maxPool3d(five(negative(x)), 2, 2, "same"), volumes),
  ],
  Mean: unary((x) => tf.mean(x, 1)),
  Min: unary((x) => tf.min(x, 1)),
  Minimum: binary(tf.minimum),
  MirrorPad: [
    operation(
      "",
      (x) =>
        tf.mirrorPad(
          x,
          [
            [1, 2],
            [0, 1],
          ],
          "reflect",
        ),
      rows,
    ),
  ],
  Mod: [operation("", (a, b) => tf.mod(a, positive(b)), rows, rows)],
  Multiply: binary(tf.mul),
  Neg: unary(tf.neg),
  OneHot: [operation("", (x) => tf.mul(tf.oneHot(indices(1, 3, 0, 4), 5), x), rows)],
  OnesLike: unary((x) => tf.mul(x, tf.onesLike(x))),
  Pack: [operation("", (a, b) => tf.stack([a, b], 1), rows, rows)],
  PadV2: unary((x) =>
    tf.pad(x, [
      [1, 2],
      [0, 3],
    ]),
  ),
  Pow: [operation("", (a, b) => tf.pow(positive(a), b), rows, rows)],
  Prelu: [operation("", (x, alpha) => tf.prelu(x, alpha), rows, [5])],
  Prod: [
    operation("", (x) => tf.prod(x, 1), rows),
    operation("all axes", (x) => tf.prod(x), [2, 3]),
  ],
  RealDiv: [operation("", (a, b) => tf.div(a, positive(b)), rows, rows)],
  Reciprocal: within(tf.reciprocal, 0.3, 2),
  Relu: unary(tf.relu),
  Relu6: unary((x) => tf.relu6(tf.mul(x, 6))),
  Reshape: unary((x) => tf.reshape(x, [2, 10])),
  ResizeBilinear: [
    operation("square images", (x) => tf.image.resizeBilinear(four(x), [5, 9]), [2, 6, 6, 3]),
    operation("other images", (x) => tf.image.resizeBilinear(four(x), [5, 9]), images),
    operation(
      "corners aligned",
      (x) => tf.image.resizeBilinear(four(x), [5, 9], true),
      [2, 6, 6, 3],
    ),
  ],
  ResizeNearestNeighbor: [
    operation("a batch of 1", (x) => tf.image.resizeNearestNeighbor(four(x), [5, 9]), [1, 7, 6, 3]),
    operation("a batch of 2", (x) => tf.image.resizeNearestNeighbor(four(x), [5, 9]), images),
  ],
  Reverse: unary((x) => tf.reverse(x, 1)),
  Round: unary(tf.round),
  Rsqrt: within(tf.rsqrt, 0.3, 2),
  Select: [
    operation(
      "",
      (a, b) => tf.where(tf.tensor1d([1, 0, 0, 1], "bool").reshape([4, 1]).tile([1, 5]), a, b),
      rows,
      rows,
    ),
  ],
  Selu: unary(tf.selu),
  Sigmoid: unary(tf.sigmoid),
  Sign: unary(tf.sign),
  Sin: unary(tf.sin),
  Sinh: unary(tf.sinh),
  Slice: unary((x) => tf.slice(x, [1, 0], [2, 3])),
  Softmax: unary((x) => tf.softmax(x)),
  Softplus: unary(tf.softplus),
  SpaceToBatchND: [
    operation(
      "",
      (x) =>
        tf.spaceToBatchND(
          x,
          [2, 2],
          [
            [0, 1],
            [0, 0],
          ],
        ),
      images,
    ),
  ],
  SplitV: [operation("", (x) => tf.split(x, [2, 3], 1), rows)],
  Sqrt: within(tf.sqrt, 0.3, 2),
  Square: unary(tf.square),
  SquaredDifference: binary(tf.squaredDifference),
  Step: unary((x) => tf.step(x, 0.2)),
  Sub: binary(tf.sub),
  Sum: [
    operation("", (x) => tf.sum(x, 1), rows),
    operation("leading axes", (x) => tf.sum(x, [0, 1]), [2, 3, 4]),
    operation("kept dimensions", (x) => tf.sum(x, 0, true), rows),
  ],
  Tan: within(tf.tan, -1, 1),
  Tanh: unary(tf.tanh),
  Tile: [operation("", (x) => tf.tile(x, [2, 3]), rows)],
  Transpose: [operation("", (x) => tf.transpose(x, [2, 0, 1]), [2, 3, 4])],
  Unpack: [operation("", (x) => tf.unstack(x, 1), rows)],
  UnsortedSegmentSum: [
    operation("", (x) => tf.unsortedSegmentSum(x, indices(1, -1, 0, 1), 3), rows),
  ],
  ZerosLike: unary((x) => tf.add(x, tf.zerosLike(x))),
};

/** Operations without a gradient of their own that models train with: made of others on most backends. */
export const otherOperationCases: Readonly<Record<string, readonly Case[]>> = {
  einsum: [operation("", (a, b) => tf.einsum("bij,bjk->bik", a, b), [2, 3, 4], [2, 4, 5])],
  "spectral.fft": [operation("", (a, b) => tf.real(tf.spectral.fft(tf.complex(a, b))), rows, rows)],
  "spectral.rfft": [operation("", (x) => tf.real(tf.spectral.rfft(x)), rows)],
  logSoftmax: unary((x) => tf.logSoftmax(x)),
  logSumExp: unary((x) => tf.logSumExp(x, 1)),
  moments: unary((x) => tf.moments(x, 1).variance),
  norm: unary((x) => tf.norm(x)),
  gatherND: [
    operation("", (x) => tf.gatherND(x, tf.tensor2d([1, 2, 0, 0], [2, 2], "int32")), rows),
  ],
  topk: [operation("", (x) => tf.topk(x, 2).values, rows)],
  "image.cropAndResize": [
    operation(
      "",
      (x) =>
        tf.image.cropAndResize(
          four(x),
          tf.tensor2d([[0, 0, 1, 1]]),
          tf.tensor1d([0], "int32"),
          [3, 3],
        ),
      images,
    ),
  ],
};
