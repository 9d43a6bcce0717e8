import type {
  AvgPoolGradAttrs,
  backend_util,
  Conv2DAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
} from "@tensorflow/tfjs-core";

/** The part of `tf.backend_util` that turns strides, padding and rounding into the sizes of a window operation. */
export type Geometry = Pick<
  typeof backend_util,
  "computeConv2DInfo" | "computePool2DInfo" | "convertConv2DDataFormat"
>;

/** An attribute that the replaced gradients pass on, and TensorFlow.js's own never. */
export interface Dilated {
  readonly dilations?: number | [number, number];
}

type Shape4D = [number, number, number, number];

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
    attrs.dilations ?? 1,
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
  attrs: Pick<
    DepthwiseConv2dNativeBackpropInputAttrs,
    "strides" | "dilations" | "pad" | "dimRoundingMode"
  >,
) {
  return geometry.computeConv2DInfo(
    inputShape as Shape4D,
    filterShape as Shape4D,
    attrs.strides,
    attrs.dilations,
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

/** The sizes of a window operation. */
export type WindowInfo = ReturnType<typeof convolutionInfo>;
