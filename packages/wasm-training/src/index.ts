export { registerTrainingKernels } from "./registerTrainingKernels.ts";
export type {
  KernelRegistry,
  RegisteredKernels,
  TrainingBuild,
  TrainingKernelName,
  TrainingKernelsOptions,
} from "./registerTrainingKernels.ts";
export { setWasmBackend } from "./setWasmBackend.ts";
export type {
  BackendRegistry,
  WasmBackendModule,
  WasmBackendOptions,
  WasmFileName,
} from "./setWasmBackend.ts";
