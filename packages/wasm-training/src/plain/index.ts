import { batchMatMul } from "./batchMatMul.ts";
import { conv2DBackpropFilter } from "./conv2DBackpropFilter.ts";
import { conv2DBackpropInput } from "./conv2DBackpropInput.ts";
import { conv3D, conv3DBackpropFilter, conv3DBackpropInput } from "./conv3D.ts";
import { depthwiseConv2DBackpropFilter, depthwiseConv2DBackpropInput } from "./depthwise.ts";
import { dilation2D, dilation2DBackpropFilter, dilation2DBackpropInput } from "./dilation2D.ts";
import { gatherV2 } from "./gatherV2.ts";
import { identity } from "./identity.ts";
import { maxPool3D, maxPool3DGrad } from "./maxPool3D.ts";
import { maxPoolGrad } from "./maxPoolGrad.ts";
import { relu6Grad, reluGrad } from "./reluGrad.ts";
import { conv2D, depthwiseConv2D, fusedConv2D, fusedDepthwiseConv2D } from "./samePadding.ts";
import { sum } from "./sum.ts";
import { unsortedSegmentSum } from "./unsortedSegmentSum.ts";

/** Where only a compiled kernel is better than the one of TensorFlow.js, or where a call is only checked. */
const leftToTensorFlow = () => undefined;

/** Kernels of TensorFlow.js's own kernels and loops in JavaScript, for engines without vectors. */
export const plainKernels = {
  Conv2D: conv2D,
  FusedConv2D: fusedConv2D,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  DepthwiseConv2dNative: depthwiseConv2D,
  FusedDepthwiseConv2D: fusedDepthwiseConv2D,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2DBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2DBackpropInput,
  Conv3D: conv3D,
  Conv3DBackpropFilterV2: conv3DBackpropFilter,
  Conv3DBackpropInputV2: conv3DBackpropInput,
  MaxPool: leftToTensorFlow,
  MaxPoolGrad: maxPoolGrad,
  MaxPool3D: maxPool3D,
  MaxPool3DGrad: maxPool3DGrad,
  AvgPool: leftToTensorFlow,
  AvgPoolGrad: leftToTensorFlow,
  Dilation2D: dilation2D,
  Dilation2DBackpropInput: dilation2DBackpropInput,
  Dilation2DBackpropFilter: dilation2DBackpropFilter,
  UnsortedSegmentSum: unsortedSegmentSum,
  BatchMatMul: batchMatMul,
  Sum: sum,
  ReluGrad: reluGrad,
  Relu6Grad: relu6Grad,
  GatherV2: gatherV2,
  Identity: identity,
};
