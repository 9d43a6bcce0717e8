import { batchMatMul } from "./batchMatMul.ts";
import { conv2D } from "./conv2D.ts";
import { conv2DBackpropFilter } from "./conv2DBackpropFilter.ts";
import { conv2DBackpropInput } from "./conv2DBackpropInput.ts";
import { depthwiseConv2DBackpropFilter, depthwiseConv2DBackpropInput } from "./depthwise.ts";
import { avgPoolGrad, maxPoolGrad } from "./pool.ts";
import { relu6Grad, reluGrad } from "./reluGrad.ts";
import { sum } from "./sum.ts";

/** Kernels of the functions compiled to WebAssembly. `Identity` computes nothing. */
export const compiledKernels = {
  Conv2D: conv2D,
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  DepthwiseConv2dNativeBackpropFilter: depthwiseConv2DBackpropFilter,
  DepthwiseConv2dNativeBackpropInput: depthwiseConv2DBackpropInput,
  MaxPoolGrad: maxPoolGrad,
  AvgPoolGrad: avgPoolGrad,
  BatchMatMul: batchMatMul,
  Sum: sum,
  ReluGrad: reluGrad,
  Relu6Grad: relu6Grad,
};
