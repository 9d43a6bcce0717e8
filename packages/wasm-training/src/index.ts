export { registerTrainingKernels } from "./registerTrainingKernels.ts";
export type {
  KernelRegistry,
  RegisteredKernels,
  TrainingKernelName,
  TrainingKernelsOptions,
} from "./registerTrainingKernels.ts";
