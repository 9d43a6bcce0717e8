import * as tf from "@tensorflow/tfjs";
import * as core from "@tensorflow/tfjs-core";
import { expectTypeOf } from "vitest";
import { registerTrainingKernels, type TrainingKernelName } from "../src/index.ts";

export function types(): void {
  const registered = registerTrainingKernels(tf, { only: ["Sum"] });
  expectTypeOf(registered.kernels).toEqualTypeOf<readonly TrainingKernelName[]>();
  expectTypeOf(registered.unregister).toEqualTypeOf<() => void>();
  registerTrainingKernels(core);
  registerTrainingKernels(tf, {});
  registerTrainingKernels(tf, { only: undefined });
  expectTypeOf<"MaxPoolGrad">().toExtend<TrainingKernelName>();
  expectTypeOf<"Relu">().not.toExtend<TrainingKernelName>();
  expectTypeOf(registerTrainingKernels).parameter(0).not.toEqualTypeOf<unknown>();
  // @ts-expect-error A kernel that is none of ours.
  registerTrainingKernels(tf, { only: ["Relu"] });
  // @ts-expect-error There is no such option.
  registerTrainingKernels(tf, { kernels: ["Sum"] });
  // @ts-expect-error Not TensorFlow.js.
  registerTrainingKernels({});
}
