import { batchMatMul } from "./batchMatMul.ts";
import { conv2DBackpropFilter } from "./conv2DBackpropFilter.ts";
import { conv2DBackpropInput } from "./conv2DBackpropInput.ts";
import { depthwiseConv2DBackpropFilter, depthwiseConv2DBackpropInput } from "./depthwise.ts";
import { identity } from "./identity.ts";
import { maxPoolGrad } from "./maxPoolGrad.ts";
import { relu6Grad, reluGrad } from "./reluGrad.ts";
import { sum } from "./sum.ts";

/** Where only a compiled kernel is better than the one of TensorFlow.js. */
const leftToTensorFlow = () => undefined;

/** Kernels of TensorFlow.js's own kernels and loops in JavaScript, for engines without vectors. */
export const plainKernels = {
  Conv2D: leftToTensorFlow,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2DBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2DBackpropInput,
  MaxPoolGrad: maxPoolGrad,
  AvgPoolGrad: leftToTensorFlow,
  BatchMatMul: batchMatMul,
  Sum: sum,
  ReluGrad: reluGrad,
  Relu6Grad: relu6Grad,
  Identity: identity,
};
