import type { Kind, ReactiveSchedule, Schedule } from "@anneal/core";
import { expectTypeOf } from "vitest";
import { keras, optax, timm, torch, torchStepLR } from "../src/index.ts";
import type { KerasCosineDecayOptions, TorchStepLROptions } from "../src/index.ts";

export function types(): void {
  expectTypeOf(torch.stepLR({ lr: 0.1, stepSize: 3 })).toEqualTypeOf<Schedule>();
  expectTypeOf(torchStepLR).toExtend<Kind>();
  expectTypeOf(torchStepLR).parameter(0).toEqualTypeOf<TorchStepLROptions>();
  expectTypeOf(keras.cosineDecay).parameter(0).toEqualTypeOf<KerasCosineDecayOptions>();
  expectTypeOf(keras.reduceLROnPlateau({ lr: 1 })).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(timm.plateauLRScheduler({ lr: 1 })).toEqualTypeOf<ReactiveSchedule>();

  const plateau = torch.reduceLROnPlateau({ lr: 1 });
  expectTypeOf(
    torch.sequentialLR({ schedulers: [1, 2], milestones: [3] }),
  ).toEqualTypeOf<Schedule>();
  expectTypeOf(
    torch.sequentialLR({ schedulers: [1, plateau], milestones: [3] }),
  ).toEqualTypeOf<ReactiveSchedule>();
  expectTypeOf(
    optax.joinSchedules({ schedules: [plateau, 1], boundaries: [3] }),
  ).toEqualTypeOf<ReactiveSchedule>();

  // @ts-expect-error A step size is needed.
  torch.stepLR({ lr: 0.1 });
  // @ts-expect-error The names are those in camel case.
  torch.stepLR({ lr: 0.1, step_size: 3 });
  // @ts-expect-error No such strategy.
  torch.oneCycleLR({ maxLr: 1, totalSteps: 3, annealStrategy: "cosine" });
}
