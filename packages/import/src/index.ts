export type { Imported } from "./document.ts";
export { fromKeras } from "./fromKeras.ts";
export { fromTorch } from "./fromTorch.ts";
export type { FromTorchOptions } from "./fromTorch.ts";
export { fromTransformers } from "./fromTransformers.ts";
export type { TransformersArguments } from "./fromTransformers.ts";
