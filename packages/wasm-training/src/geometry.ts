import type {
  AvgPoolGradAttrs,
  backend_util,
  Conv2DAttrs,
  Conv3DAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
} from "@tensorflow/tfjs-core";

/** The part of `tf.backend_util` that turns strides, padding and rounding into the sizes of a window operation. */
export type Geometry = Pick<
  typeof backend_util,
  | "computeConv2DInfo"
  | "computeConv3DInfo"
  | "computeDilation2DInfo"
  | "computePool2DInfo"
  | "computePool3DInfo"
  | "convertConv2DDataFormat"
>;

/** An attribute that the replaced gradients pass on, and TensorFlow.js's own never. */
export interface Dilated {
  readonly dilations?: number | readonly number[];
}

type Shape4D = [number, number, number, number];

/** A padding given for each side, of images in NHWC format. */
export function sides(
  top: number,
  bottom: number,
  left: number,
  right: number,
): [[number, number], [number, number], [number, number], [number, number]] {
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** The sizes of a convolution of an input with a filter. */
export function convolutionInfo(
  geometry: Geometry,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: Pick<Conv2DAttrs, "strides" | "pad" | "dataFormat" | "dimRoundingMode"> & Dilated,
) {
  return geometry.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    attrs.strides,
    (attrs.dilations ?? 1) as number | [number, number],
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    geometry.convertConv2DDataFormat(attrs.dataFormat),
  );
}

/** The sizes of a depthwise convolution of an input with a filter. */
export function depthwiseInfo(
  geometry: Geometry,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: Pick<DepthwiseConv2dNativeBackpropInputAttrs, "strides" | "pad" | "dimRoundingMode"> & {
    /** The depthwise layer of TensorFlow.js gives null. */
    readonly dilations?: number | [number, number] | null;
  },
) {
  return geometry.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    true,
  );
}

/** The sizes of a pooling. */
export function poolInfo(
  geometry: Geometry,
  inputShape: readonly number[],
  attrs: Pick<AvgPoolGradAttrs, "filterSize" | "strides" | "pad"> & {
    readonly dimRoundingMode?: "floor" | "round" | "ceil";
  },
) {
  return geometry.computePool2DInfo(
    inputShape as Shape4D,
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
}

type Shape5D = [number, number, number, number, number];

/** The sizes of a convolution of volumes with a filter. */
export function volumeInfo(
  geometry: Geometry,
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: Pick<Conv3DAttrs, "strides" | "pad"> & Dilated,
) {
  return geometry.computeConv3DInfo(
    inputShape as Shape5D,
    filterShape as Shape5D,
    attrs.strides,
    (attrs.dilations ?? 1) as number | [number, number, number],
    attrs.pad,
  );
}

/** The sizes of a convolution or a pooling of volumes. */
export type VolumeInfo = ReturnType<typeof volumeInfo>;

/** The sizes of a window operation. */
export type WindowInfo = ReturnType<typeof convolutionInfo>;
