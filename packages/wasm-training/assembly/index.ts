export {
  addDepthwiseFilterGradient,
  depthwiseInputGradient,
  repeatValues,
  sumGroups,
} from "./depthwise";
export { reluGradient, sumColumns } from "./elementwise";
export { clear, copyRows, packPanels } from "./matrix";
export { findWinners, maxPoolGradientApart, sumWindows } from "./pool";
export { addFilterGradient, convolve, storeFilterGradient } from "./product";
