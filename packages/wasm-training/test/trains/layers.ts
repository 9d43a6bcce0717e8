import { tf } from "../tensorflow.ts";
import { inputsOf, layer, operation, weightsOf, type Case } from "./case.ts";

const l = tf.layers;

/** One step of a cell, from given states. */
function cell(
  options: string,
  make: () => tf.layers.Layer,
  input: number[],
  ...states: number[][]
): Case {
  return {
    options,
    make() {
      const { tensors, variables } = inputsOf([input, ...states]);
      const made = make();
      made.build(input);
      const call = () => made.call(tensors, { training: true }) as tf.Tensor[];
      return { variables: [...variables, ...weightsOf(made)], compute: call };
    },
  };
}

/** A layer that doubles what it gets, as a user may write one. */
class Doubling extends l.Layer {
  static className = "Doubling";
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mul([inputs].flat()[0]!, 2);
  }
}

const images = [2, 7, 6, 3];
const sequences = [2, 7, 3];
const volumes = [2, 4, 5, 5, 2];
const rows = [4, 5];

/** Every layer of `tf.layers`, under the name of the function that makes it. */
export const layerCases: Readonly<Record<string, readonly Case[]>> = {
  Layer: [layer("a layer of one's own", () => new Doubling({}), rows)],
  RNN: [layer("of a cell", () => new l.RNN({ cell: l.gruCell({ units: 3 }) }), sequences)],
  RNNCell: [layer("of a cell", () => l.rnn({ cell: l.simpleRNNCell({ units: 3 }) }), sequences)],
  activation: [layer("", () => l.activation({ activation: "tanh" }), rows)],
  add: [layer("", () => l.add(), rows, rows, rows)],
  alphaDropout: [layer("", () => l.alphaDropout({ rate: 0.4 }), rows)],
  average: [layer("", () => l.average(), rows, rows)],
  averagePooling1d: [
    layer("", () => l.averagePooling1d({}), sequences),
    layer(
      '"same", stride 1',
      () => l.averagePooling1d({ poolSize: 3, strides: 1, padding: "same" }),
      sequences,
    ),
  ],
  averagePooling2d: [
    layer("", () => l.averagePooling2d({}), images),
    layer("overlapping", () => l.averagePooling2d({ poolSize: 3, strides: 1 }), images),
    layer('"same"', () => l.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }), images),
    layer("channels first", () => l.averagePooling2d({ dataFormat: "channelsFirst" }), images),
  ],
  averagePooling3d: [
    layer("", () => l.averagePooling3d({ poolSize: 2, strides: 2 }), volumes),
    layer(
      '"same"',
      () => l.averagePooling3d({ poolSize: 3, strides: 2, padding: "same" } as never),
      volumes,
    ),
  ],
  batchNormalization: [
    layer("", () => l.batchNormalization(), rows),
    layer("of images", () => l.batchNormalization(), images),
    layer("axis 1", () => l.batchNormalization({ axis: 1 }), images),
  ],
  bidirectional: [
    layer(
      "",
      () => l.bidirectional({ layer: l.lstm({ units: 2 }), mergeMode: "concat" }),
      sequences,
    ),
    layer(
      '"sum" of sequences',
      () =>
        l.bidirectional({
          layer: l.gru({ units: 2, returnSequences: true }),
          mergeMode: "sum",
        }),
      sequences,
    ),
  ],
  categoryEncoding: [
    layer("one-hot", () => l.categoryEncoding({ numTokens: 5, outputMode: "oneHot" }), {
      shape: [4],
      below: 5,
    }),
    layer("multi-hot", () => l.categoryEncoding({ numTokens: 5, outputMode: "multiHot" }), {
      shape: [4, 3],
      below: 5,
    }),
  ],
  centerCrop: [layer("", () => l.centerCrop({ height: 4, width: 3 }), images)],
  concatenate: [
    layer("", () => l.concatenate(), rows, [4, 3]),
    layer("axis 1", () => l.concatenate({ axis: 1 }), [2, 3, 4], [2, 2, 4]),
  ],
  conv1d: [
    layer("", () => l.conv1d({ filters: 4, kernelSize: 3 }), sequences),
    layer(
      '"same", stride above the filter',
      () => l.conv1d({ filters: 4, kernelSize: 2, strides: 3, padding: "same" }),
      [2, 9, 3],
    ),
    layer("dilated", () => l.conv1d({ filters: 4, kernelSize: 2, dilationRate: 2 }), sequences),
    layer(
      "dilated, relu",
      () => l.conv1d({ filters: 4, kernelSize: 2, dilationRate: 2, activation: "relu" }),
      sequences,
    ),
  ],
  conv2d: [
    layer("", () => l.conv2d({ filters: 4, kernelSize: 3 }), images),
    layer(
      '"same", relu',
      () => l.conv2d({ filters: 4, kernelSize: 3, padding: "same", activation: "relu" }),
      images,
    ),
    layer("strides", () => l.conv2d({ filters: 4, kernelSize: 3, strides: [2, 3] }), images),
    layer(
      '"same", stride above the filter',
      () => l.conv2d({ filters: 4, kernelSize: [3, 1], strides: 2, padding: "same" }),
      [2, 8, 8, 3],
    ),
    layer(
      "no bias, many channels",
      () => l.conv2d({ filters: 9, kernelSize: 3, useBias: false }),
      [2, 12, 14, 9],
    ),
    layer("dilated", () => l.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2 }), images),
    layer(
      "dilated, relu",
      () => l.conv2d({ filters: 4, kernelSize: 3, dilationRate: 2, activation: "relu" }),
      images,
    ),
    layer(
      "channels first",
      () => l.conv2d({ filters: 4, kernelSize: 2, dataFormat: "channelsFirst" }),
      images,
    ),
  ],
  conv2dTranspose: [
    layer("", () => l.conv2dTranspose({ filters: 4, kernelSize: 3 }), images),
    layer(
      '"same", strides',
      () => l.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: "same" }),
      images,
    ),
    layer(
      '"same", stride above the filter',
      () => l.conv2dTranspose({ filters: 4, kernelSize: 2, strides: 3, padding: "same" }),
      [2, 3, 3, 3],
    ),
  ],
  conv3d: [
    layer("", () => l.conv3d({ filters: 3, kernelSize: 2 }), volumes),
    layer(
      '"same", strides',
      () => l.conv3d({ filters: 3, kernelSize: 3, strides: 2, padding: "same" }),
      volumes,
    ),
    layer("relu", () => l.conv3d({ filters: 3, kernelSize: 2, activation: "relu" }), volumes),
    layer("dilated", () => l.conv3d({ filters: 3, kernelSize: 2, dilationRate: 2 }), volumes),
  ],
  conv3dTranspose: [
    layer("", () => l.conv3dTranspose({ filters: 3, kernelSize: 2 }), volumes),
    layer(
      '"same", strides',
      () => l.conv3dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: "same" }),
      volumes,
    ),
  ],
  convLstm2d: [
    layer("", () => l.convLstm2d({ filters: 2, kernelSize: 3 }), [2, 3, 5, 5, 2]),
    layer(
      '"same", sequences',
      () => l.convLstm2d({ filters: 2, kernelSize: 3, padding: "same", returnSequences: true }),
      [2, 3, 4, 4, 2],
    ),
  ],
  convLstm2dCell: [
    cell(
      "",
      () => l.convLstm2dCell({ filters: 2, kernelSize: 3, padding: "same" }),
      [2, 4, 4, 2],
      [2, 4, 4, 2],
      [2, 4, 4, 2],
    ),
  ],
  cropping2D: [
    layer(
      "",
      () =>
        l.cropping2D({
          cropping: [
            [1, 2],
            [1, 0],
          ],
        }),
      images,
    ),
  ],
  dense: [
    layer("", () => l.dense({ units: 3 }), rows),
    layer("relu", () => l.dense({ units: 3, activation: "relu" }), rows),
    layer("of sequences", () => l.dense({ units: 4 }), sequences),
  ],
  depthwiseConv2d: [
    layer("", () => l.depthwiseConv2d({ kernelSize: 3 }), images),
    layer(
      "multiplier, strides",
      () => l.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, strides: 2 }),
      images,
    ),
    layer(
      '"same", stride above the filter',
      () => l.depthwiseConv2d({ kernelSize: 2, strides: 3, padding: "same" }),
      [2, 9, 9, 3],
    ),
    layer("dilated", () => l.depthwiseConv2d({ kernelSize: 2, dilationRate: 2 }), images),
  ],
  dot: [
    layer("", () => l.dot({ axes: 1 }), rows, rows),
    layer("of sequences", () => l.dot({ axes: 2 }), [2, 3, 4], [2, 5, 4]),
    layer("normalized", () => l.dot({ axes: 1, normalize: true }), rows, rows),
  ],
  dropout: [
    layer("", () => l.dropout({ rate: 0.4, seed: 3 }), rows),
    layer("noise shape", () => l.dropout({ rate: 0.4, noiseShape: [4, 1], seed: 3 }), rows),
  ],
  elu: [layer("", () => l.elu(), rows)],
  embedding: [
    layer("", () => l.embedding({ inputDim: 6, outputDim: 4 }), { shape: [3, 5], below: 6 }),
    layer("masked zeros", () => l.embedding({ inputDim: 6, outputDim: 4, maskZero: true }), {
      shape: [3, 5],
      below: 6,
    }),
  ],
  flatten: [layer("", () => l.flatten(), images)],
  gaussianDropout: [layer("", () => l.gaussianDropout({ rate: 0.4 }), rows)],
  gaussianNoise: [layer("", () => l.gaussianNoise({ stddev: 0.5 }), rows)],
  globalAveragePooling1d: [layer("", () => l.globalAveragePooling1d({}), sequences)],
  globalAveragePooling2d: [layer("", () => l.globalAveragePooling2d({}), images)],
  globalMaxPooling1d: [layer("", () => l.globalMaxPooling1d({}), sequences)],
  globalMaxPooling2d: [layer("", () => l.globalMaxPooling2d({}), images)],
  gru: [
    layer("", () => l.gru({ units: 3 }), sequences),
    layer(
      "sequences, states",
      () => l.gru({ units: 3, returnSequences: true, returnState: true }),
      sequences,
    ),
    layer("backwards", () => l.gru({ units: 3, goBackwards: true }), sequences),
    layer("dropout", () => l.gru({ units: 3, dropout: 0.3, recurrentDropout: 0.3 }), sequences),
  ],
  gruCell: [cell("", () => l.gruCell({ units: 3 }), [2, 4], [2, 3])],
  input: [
    layer(
      "",
      () => {
        const input = tf.input({ shape: [5] });
        return tf.model({
          inputs: input,
          outputs: l.dense({ units: 2 }).apply(input) as tf.SymbolicTensor,
        });
      },
      rows,
    ),
  ],
  inputLayer: [
    layer(
      "",
      () => tf.sequential({ layers: [l.inputLayer({ inputShape: [5] }), l.dense({ units: 2 })] }),
      rows,
    ),
  ],
  layerNormalization: [
    layer("", () => l.layerNormalization(), rows),
    layer("two axes", () => l.layerNormalization({ axis: [1, 2] }), sequences),
  ],
  leakyReLU: [layer("", () => l.leakyReLU(), rows)],
  lstm: [
    layer("", () => l.lstm({ units: 3 }), sequences),
    layer("sequences", () => l.lstm({ units: 3, returnSequences: true }), sequences),
    layer("dropout", () => l.lstm({ units: 3, dropout: 0.3, recurrentDropout: 0.3 }), sequences),
  ],
  lstmCell: [cell("", () => l.lstmCell({ units: 3 }), [2, 4], [2, 3], [2, 3])],
  masking: [
    layer("behind other layers", () => l.masking(), sequences),
    layer("of the input", () => l.masking(), { shape: [2, 3, 4], below: 2 }),
  ],
  maxPooling1d: [
    layer("", () => l.maxPooling1d({}), sequences),
    layer(
      '"same", stride 1',
      () => l.maxPooling1d({ poolSize: 3, strides: 1, padding: "same" }),
      sequences,
    ),
  ],
  maxPooling2d: [
    layer("", () => l.maxPooling2d({}), images),
    layer("overlapping", () => l.maxPooling2d({ poolSize: 3, strides: 1 }), images),
    layer(
      '"same"',
      () => l.maxPooling2d({ poolSize: [3, 2], strides: 2, padding: "same" }),
      images,
    ),
    layer("channels first", () => l.maxPooling2d({ dataFormat: "channelsFirst" }), images),
  ],
  maxPooling3d: [
    layer("", () => l.maxPooling3d({ poolSize: 2, strides: 2 }), volumes),
    layer(
      '"same"',
      () => l.maxPooling3d({ poolSize: 3, strides: 2, padding: "same" } as never),
      volumes,
    ),
    layer(
      "window higher than wide",
      () => l.maxPooling3d({ poolSize: [2, 3, 2], strides: 1 } as never),
      volumes,
    ),
  ],
  maximum: [layer("", () => l.maximum(), rows, rows)],
  minimum: [layer("", () => l.minimum(), rows, rows)],
  multiply: [layer("", () => l.multiply(), rows, rows, rows)],
  permute: [layer("", () => l.permute({ dims: [3, 1, 2] }), images)],
  prelu: [
    layer("", () => l.prelu(), rows),
    layer("shared axes", () => l.prelu({ sharedAxes: [1, 2] }), images),
  ],
  randomWidth: [
    // A new layer each time, because it draws a new width each time.
    operation(
      "square images",
      (x) => l.randomWidth({ factor: 0.3, seed: 2 }).apply(x) as tf.Tensor,
      [2, 6, 6, 3],
    ),
  ],
  reLU: [layer("", () => l.reLU(), rows), layer("up to 1", () => l.reLU({ maxValue: 1 }), rows)],
  repeatVector: [layer("", () => l.repeatVector({ n: 3 }), rows)],
  rescaling: [layer("", () => l.rescaling({ scale: 0.5, offset: 1 }), images)],
  reshape: [layer("", () => l.reshape({ targetShape: [3, 14, 3] }), images)],
  resizing: [
    layer("bilinear, square images", () => l.resizing({ height: 5, width: 9 }), [2, 6, 6, 3]),
    layer("bilinear, other images", () => l.resizing({ height: 5, width: 9 }), images),
    layer("nearest", () => l.resizing({ height: 5, width: 9, interpolation: "nearest" }), images),
    layer(
      "nearest, a batch of 1",
      () => l.resizing({ height: 5, width: 9, interpolation: "nearest" }),
      [1, 7, 6, 3],
    ),
  ],
  rnn: [layer("", () => l.rnn({ cell: l.lstmCell({ units: 3 }) }), sequences)],
  separableConv2d: [
    layer("", () => l.separableConv2d({ filters: 4, kernelSize: 3 }), images),
    layer(
      '"same", stride above the filter',
      () => l.separableConv2d({ filters: 4, kernelSize: 2, strides: 3, padding: "same" }),
      [2, 9, 9, 3],
    ),
    layer(
      "dilated",
      () => l.separableConv2d({ filters: 4, kernelSize: 2, dilationRate: 2 }),
      images,
    ),
  ],
  simpleRNN: [
    layer("", () => l.simpleRNN({ units: 3 }), sequences),
    layer("sequences", () => l.simpleRNN({ units: 3, returnSequences: true }), sequences),
  ],
  simpleRNNCell: [cell("", () => l.simpleRNNCell({ units: 3 }), [2, 4], [2, 3])],
  softmax: [
    layer("", () => l.softmax(), rows),
    layer("axis 1", () => l.softmax({ axis: 1 }), sequences),
  ],
  spatialDropout1d: [layer("", () => l.spatialDropout1d({ rate: 0.4, seed: 3 }), sequences)],
  stackedRNNCells: [
    layer(
      "",
      () =>
        l.rnn({
          cell: l.stackedRNNCells({
            cells: [l.gruCell({ units: 3 }), l.lstmCell({ units: 2 })] as never,
          }),
        }),
      sequences,
    ),
  ],
  thresholdedReLU: [layer("", () => l.thresholdedReLU({ theta: 0.3 }), rows)],
  timeDistributed: [
    layer("", () => l.timeDistributed({ layer: l.dense({ units: 2 }) }), sequences),
    layer(
      "of a convolution",
      () => l.timeDistributed({ layer: l.conv2d({ filters: 2, kernelSize: 2 }) }),
      [2, 3, 5, 4, 2],
    ),
  ],
  upSampling2d: [
    layer("nearest", () => l.upSampling2d({}), images),
    layer("nearest, a batch of 1", () => l.upSampling2d({}), [1, 7, 6, 3]),
    layer(
      "bilinear, square images",
      () => l.upSampling2d({ interpolation: "bilinear" }),
      [2, 6, 6, 3],
    ),
    layer("bilinear, other images", () => l.upSampling2d({ interpolation: "bilinear" }), images),
  ],
  zeroPadding2d: [
    layer(
      "",
      () =>
        l.zeroPadding2d({
          padding: [
            [1, 2],
            [0, 3],
          ],
        }),
      images,
    ),
  ],
};

/** Layers with two names. */
export const aliases: Readonly<Record<string, string>> = {
  avgPool1d: "averagePooling1d",
  avgPool2d: "averagePooling2d",
  avgPool3d: "averagePooling3d",
  avgPooling1d: "averagePooling1d",
  avgPooling2d: "averagePooling2d",
  avgPooling3d: "averagePooling3d",
  globalMaxPool1d: "globalMaxPooling1d",
  globalMaxPool2d: "globalMaxPooling2d",
  maxPool1d: "maxPooling1d",
  maxPool2d: "maxPooling2d",
};
