export { registerTrainingKernels } from "./registerTrainingKernels.ts";
export type {
  KernelRegistry,
  RegisteredKernels,
  TrainingBuild,
  TrainingKernelName,
  TrainingKernelsOptions,
} from "./registerTrainingKernels.ts";
