import type {
  Conv3DAttrs,
  Conv3DBackpropFilterV2Attrs,
  Conv3DBackpropInputV2Attrs,
  TensorInfo,
} from "@tensorflow/tfjs-core";
import type { Backend } from "../backend.ts";
import { sides, volumeInfo, type Dilated, type VolumeInfo } from "../geometry.ts";
import { sizeOf, valuesOf, type TrainingKernel } from "../trainingKernel.ts";

/*
 * A convolution in three dimensions is the sum, over the depth of the filter, of convolutions in two: each layer of the
 * filter meets some layers of the volume. So they and their gradients are made of those in two dimensions, a batch of all the
 * layers that one layer of the filter meets.
 */

/** The layers of volumes that one layer of the filter meets, as pairs of one of the input and one of the output. */
interface Meeting {
  /** The layers of all inputs, counted from the first of the first. */
  readonly inputs: number[];
  /** The layers of all outputs. */
  readonly outputs: number[];
}

function meetingOf(info: VolumeInfo, tap: number): Meeting {
  const meeting: Meeting = { inputs: [], outputs: [] };
  for (let image = 0; image < info.batchSize; image++) {
    for (let output = 0; output < info.outDepth; output++) {
      const input = output * info.strideDepth + tap * info.dilationDepth - info.padInfo.front;
      if (input < 0 || input >= info.inDepth) continue;
      meeting.inputs.push(image * info.inDepth + input);
      meeting.outputs.push(image * info.outDepth + output);
    }
  }
  return meeting;
}

/**
 * The part of a layer that is not cut off. With "same" and a stride above the filter TensorFlow.js begins behind the
 * first row or column, which is a negative padding; in two dimensions there is none.
 */
function cutOf({ inHeight, inWidth, inChannels, padInfo }: VolumeInfo) {
  const top = Math.max(0, -padInfo.top);
  const left = Math.max(0, -padInfo.left);
  return { top, left, height: inHeight - top, width: inWidth - left, inChannels, inWidth };
}

/** The attributes of the convolution of layers. */
function layerAttrs(info: VolumeInfo) {
  const cut = cutOf(info);
  const top = Math.max(0, info.padInfo.top);
  const left = Math.max(0, info.padInfo.left);
  const { outHeight, outWidth, effectiveFilterHeight, effectiveFilterWidth } = info;
  const bottom = (outHeight - 1) * info.strideHeight + effectiveFilterHeight - cut.height - top;
  const right = (outWidth - 1) * info.strideWidth + effectiveFilterWidth - cut.width - left;
  return {
    strides: [info.strideHeight, info.strideWidth],
    pad: sides(top, Math.max(0, bottom), left, Math.max(0, right)),
    dilations: [info.dilationHeight, info.dilationWidth],
    dataFormat: "NHWC",
  };
}

/** Calls `visit` with the places of each run of values that a layer of the input shares with the cut one. */
function eachRun(
  { top, left, height, width, inChannels, inWidth }: ReturnType<typeof cutOf>,
  visit: (whole: number, cut: number, length: number) => void,
): void {
  if (width === inWidth) {
    visit(top * inWidth * inChannels, 0, height * width * inChannels);
    return;
  }
  for (let row = 0; row < height; row++) {
    visit(
      ((row + top) * inWidth + left) * inChannels,
      row * width * inChannels,
      width * inChannels,
    );
  }
}

/** Some layers of a tensor of volumes, as a batch of images. */
function layersOf(
  backend: Backend,
  volumes: TensorInfo,
  layers: readonly number[],
  cut: ReturnType<typeof cutOf>,
): TensorInfo {
  const images = backend.makeOutput(
    [layers.length, cut.height, cut.width, cut.inChannels],
    "float32",
  );
  const from = valuesOf(backend, volumes);
  const to = valuesOf(backend, images);
  const size = sizeOf(volumes.shape.slice(2));
  const cutSize = sizeOf(images.shape.slice(1));
  layers.forEach((layer, index) => {
    eachRun(cut, (whole, part, length) => {
      const start = layer * size + whole;
      to.set(from.subarray(start, start + length), index * cutSize + part);
    });
  });
  return images;
}

/** Adds a batch of images to some layers of a tensor of volumes. */
function addLayers(
  backend: Backend,
  images: TensorInfo,
  volumes: TensorInfo,
  layers: readonly number[],
  cut: ReturnType<typeof cutOf>,
): void {
  const from = valuesOf(backend, images);
  const to = valuesOf(backend, volumes);
  const size = sizeOf(volumes.shape.slice(2));
  const cutSize = sizeOf(images.shape.slice(1));
  layers.forEach((layer, index) => {
    eachRun(cut, (whole, part, length) => {
      let target = layer * size + whole;
      const start = index * cutSize + part;
      for (let source = start; source < start + length; source++) to[target++]! += from[source]!;
    });
  });
}

/** A layer of a filter, as a filter of its own: XNNPACK keeps packed weights per tensor. */
function layerOfFilter(backend: Backend, filter: TensorInfo, tap: number): TensorInfo {
  const shape = filter.shape.slice(1);
  const size = sizeOf(shape);
  const weights = backend.makeOutput(shape, "float32");
  valuesOf(backend, weights).set(valuesOf(backend, filter).subarray(tap * size, (tap + 1) * size));
  return weights;
}

/** The whole layer of an output. */
function outputCut({ outHeight, outWidth, outChannels }: VolumeInfo) {
  return {
    top: 0,
    left: 0,
    height: outHeight,
    width: outWidth,
    inChannels: outChannels,
    inWidth: outWidth,
  };
}

/** A convolution in three dimensions, which in TensorFlow.js's own kernel is a plain loop. */
export const conv3D: TrainingKernel<"x" | "filter", Conv3DAttrs> = ({
  inputs: { x, filter },
  attrs,
  backend,
  geometry,
  run,
}) => {
  if (x.dtype !== "float32" || filter.dtype !== "float32") return undefined;
  const info = volumeInfo(geometry, x.shape, filter.shape, attrs);
  const y = backend.makeOutput(info.outShape, "float32");
  valuesOf(backend, y).fill(0);
  if (sizeOf(y.shape) === 0) return y;
  for (let tap = 0; tap < info.filterDepth; tap++) {
    const { inputs, outputs } = meetingOf(info, tap);
    if (inputs.length === 0) continue;
    const images = layersOf(backend, x, inputs, cutOf(info));
    const weights = layerOfFilter(backend, filter, tap);
    const layers = run("Conv2D", { x: images, filter: weights }, layerAttrs(info));
    addLayers(backend, layers, y, outputs, outputCut(info));
    for (const { dataId } of [images, weights, layers]) backend.disposeData(dataId);
  }
  return y;
};

/** Gradient of a convolution in three dimensions with respect to its filter. */
export const conv3DBackpropFilter: TrainingKernel<
  "x" | "dy",
  Conv3DBackpropFilterV2Attrs & Dilated
> = ({ inputs: { x, dy }, attrs, backend, geometry, run }) => {
  const info = volumeInfo(geometry, x.shape, attrs.filterShape, attrs);
  const dw = backend.makeOutput(attrs.filterShape, "float32");
  valuesOf(backend, dw).fill(0);
  if (sizeOf(dy.shape) === 0) return dw;
  const filterShape = attrs.filterShape.slice(1);
  for (let tap = 0; tap < info.filterDepth; tap++) {
    const { inputs, outputs } = meetingOf(info, tap);
    if (inputs.length === 0) continue;
    const images = layersOf(backend, x, inputs, cutOf(info));
    const gradients = layersOf(backend, dy, outputs, outputCut(info));
    const layer = run(
      "Conv2DBackpropFilter",
      { x: images, dy: gradients },
      { ...layerAttrs(info), filterShape },
    );
    valuesOf(backend, dw).set(valuesOf(backend, layer), tap * sizeOf(filterShape));
    for (const { dataId } of [images, gradients, layer]) backend.disposeData(dataId);
  }
  return dw;
};

/** Gradient of a convolution in three dimensions with respect to its input. */
export const conv3DBackpropInput: TrainingKernel<
  "dy" | "filter",
  Conv3DBackpropInputV2Attrs & Dilated
> = ({ inputs: { dy, filter }, attrs, backend, geometry, run }) => {
  const info = volumeInfo(geometry, attrs.inputShape, filter.shape, attrs);
  const dx = backend.makeOutput(attrs.inputShape, "float32");
  valuesOf(backend, dx).fill(0);
  if (sizeOf(dy.shape) === 0) return dx;
  const cut = cutOf(info);
  const inputShape = [cut.height, cut.width, cut.inChannels];
  for (let tap = 0; tap < info.filterDepth; tap++) {
    const { inputs, outputs } = meetingOf(info, tap);
    if (inputs.length === 0) continue;
    const gradients = layersOf(backend, dy, outputs, outputCut(info));
    const weights = layerOfFilter(backend, filter, tap);
    const images = run(
      "Conv2DBackpropInput",
      { dy: gradients, filter: weights },
      { ...layerAttrs(info), inputShape: [inputs.length, ...inputShape] },
    );
    addLayers(backend, images, dx, inputs, cut);
    for (const { dataId } of [gradients, weights, images]) backend.disposeData(dataId);
  }
  return dx;
};
