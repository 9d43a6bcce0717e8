import type { Conv2DBackpropInputAttrs } from "@tensorflow/tfjs-core";
import { convolutionInfo, type Dilated } from "../geometry.ts";
import { sizeOf, valuesOf, type TrainingKernel } from "../trainingKernel.ts";

/**
 * Gradient of a convolution of stride 1 with respect to its input: the convolution of the padded `dy` with the filter
 * turned by 180° and with its channels exchanged.
 */
export const conv2DBackpropInput: TrainingKernel<
  "dy" | "filter",
  Conv2DBackpropInputAttrs & Dilated
> = ({ inputs: { dy, filter }, attrs, backend, geometry, run }) => {
  const info = convolutionInfo(geometry, attrs.inputShape, filter.shape, attrs);
  const { filterHeight, filterWidth, inChannels, outChannels } = info;
  const { dilationHeight, dilationWidth, effectiveFilterHeight, effectiveFilterWidth } = info;
  const top = effectiveFilterHeight - 1 - info.padInfo.top;
  const left = effectiveFilterWidth - 1 - info.padInfo.left;
  const bottom = info.inHeight + effectiveFilterHeight - 1 - info.outHeight - top;
  const right = info.inWidth + effectiveFilterWidth - 1 - info.outWidth - left;
  if (
    info.dataFormat !== "channelsLast" ||
    info.strideHeight !== 1 ||
    info.strideWidth !== 1 ||
    Math.min(top, left, bottom, right) < 0 ||
    sizeOf(dy.shape) === 0
  ) {
    return undefined;
  }

  // A tensor of its own, never the filter changed in place: XNNPACK keeps packed weights per tensor.
  const turned = backend.makeOutput(
    [filterHeight, filterWidth, outChannels, inChannels],
    "float32",
  );
  const from = valuesOf(backend, filter);
  const to = valuesOf(backend, turned);
  const area = inChannels * outChannels;
  for (let place = 0, source = 0; place < filterHeight * filterWidth; place++) {
    const target = (filterHeight * filterWidth - 1 - place) * area;
    for (let input = 0; input < inChannels; input++) {
      for (let output = 0; output < outChannels; output++) {
        to[target + output * inChannels + input] = from[source++]!;
      }
    }
  }

  const dx = run(
    "Conv2D",
    { x: dy, filter: turned },
    {
      strides: [1, 1],
      pad: [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
      ],
      dataFormat: "NHWC",
      dilations: [dilationHeight, dilationWidth],
    },
  );
  backend.disposeData(turned.dataId);
  return dx;
};
