import { plan, ramp, resumeFrom } from "@anneal/core";
import type {
  Composable,
  Drive,
  PlanDrive,
  ReactiveSchedule,
  Schedule,
  Snapshot,
} from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import * as layers from "@tensorflow/tfjs-layers";
import { expectTypeOf } from "vitest";
import {
  bind,
  bindPlan,
  check,
  connect,
  connectPlan,
  findLearningRate,
  getLearningRate,
  learningRateScheduler,
  reduceLROnPlateau,
  restoreBestWeights,
  restoreCheckpoint,
  setHyperparameter,
  setLearningRate,
  stopAtFloor,
  storeCheckpoint,
  takeCheckpoint,
  withMetrics,
  yieldEvery,
} from "../src/index.ts";
import type {
  Change,
  Checkpoint,
  LearningRateRange,
  PlanCallback,
  RunTotals,
  ScheduleCallback,
  Warning,
} from "../src/index.ts";

export function callbacks(model: tf.LayersModel, sequential: tf.Sequential): void {
  const { perStep, perEpoch } = connect(tf);
  const x = tf.zeros([1, 1]);
  const early = tf.callbacks.earlyStopping();

  void model.fit(x, x, { callbacks: [perStep(0.1)] });
  void sequential.fit(x, x, { callbacks: [early, perEpoch(0.1), reduceLROnPlateau(tf)] });
  ({
    epochs: 1,
    callbacks: [learningRateScheduler(tf, () => 0.1), early],
  }) satisfies tf.ModelFitDatasetArgs<tf.Tensor>;

  expectTypeOf(perStep(0.1)).toExtend<tf.Callback>();
  expectTypeOf(perStep(0.1)).toExtend<layers.Callback>();
  expectTypeOf(perStep(0.1).snapshot()).toEqualTypeOf<Snapshot>();
  expectTypeOf(connect(layers)).toEqualTypeOf(connect(tf));

  expectTypeOf(reduceLROnPlateau(tf)).toEqualTypeOf<ScheduleCallback>();
  reduceLROnPlateau(
    layers,
    { monitor: "loss", mode: "auto" },
    { resume: resumeFrom(perStep(0.1).snapshot()) },
  );
  // @ts-expect-error The module comes first.
  reduceLROnPlateau({ monitor: "loss" });
  // @ts-expect-error Not an option.
  reduceLROnPlateau(tf, { min_lr: 0 });
}

export function schedules(reactive: ReactiveSchedule, either: Schedule | ReactiveSchedule): void {
  const { perStep, perEpoch } = connect(tf);
  perStep(ramp({ from: 1, to: 0, steps: 10 }));
  perStep(reactive);
  perStep(either, { resume: resumeFrom(perStep(0.1).snapshot(), { onMismatch: "keep-spec" }) });
  perStep(({ totalSteps }) => ramp({ from: 1, to: 0, steps: totalSteps }));
  perStep((totals) => {
    expectTypeOf(totals).toEqualTypeOf<RunTotals>();
    return reactive;
  });
  perEpoch(() => (epoch) => 0.1 / (epoch + 1));

  // @ts-expect-error A function of the epoch is not a function of the totals.
  perEpoch((epoch: number) => 0.1 / (epoch + 1));
  // @ts-expect-error Nor is one whose parameter has no type of its own.
  perEpoch((epoch) => Math.exp(epoch));
  // @ts-expect-error A number needs no function.
  perStep(() => 0.1);
  // @ts-expect-error Not a schedule.
  perStep("cosine");
  // @ts-expect-error A schedule of one's own is made with defineSchedule, which checks its values.
  perStep(Object.assign((step: number) => step, { spec: { kind: "own" }, end: 1 }));
}

export function loops(optimizer: tf.Optimizer, schedule: Composable): void {
  expectTypeOf(bind(optimizer, schedule)).toEqualTypeOf<Drive>();
  expectTypeOf(getLearningRate(optimizer)).toBeNumber();
  setLearningRate(tf.train.sgd(0.1), 0.2);
  setLearningRate({ learningRate: 0.1 }, 0.2);
  // @ts-expect-error Not an optimizer.
  setLearningRate("adam", 0.2);
}

export function plans(optimizer: tf.Optimizer): void {
  const { perStep, perEpoch } = connectPlan(tf);
  expectTypeOf(perStep({ learningRate: 0.1, momentum: 0.9 })).toEqualTypeOf<PlanCallback>();
  perEpoch(plan({ learningRate: 0.1 }), { onMissing: "ignore" });
  perStep(({ totalSteps }) => ({ learningRate: ramp({ from: 1, to: 0, steps: totalSteps }) }));
  expectTypeOf(bindPlan(optimizer, { learningRate: 0.1 })).toEqualTypeOf<PlanDrive>();
  expectTypeOf(perStep({ learningRate: 1 }).clock()).toEqualTypeOf<PlanDrive>();
  setHyperparameter(optimizer, "momentum", 0.9);
  expectTypeOf(check(optimizer)).toEqualTypeOf<readonly Warning[]>();
  // @ts-expect-error A plan has names.
  perStep(0.1);
}

export function wrapped(): void {
  const { perStep } = connect(tf);
  const callback = perStep(0.1, {
    onChange(change) {
      expectTypeOf(change).toEqualTypeOf<Change>();
    },
  });
  expectTypeOf(callback.clock()).toEqualTypeOf<Drive>();
  expectTypeOf(yieldEvery(50, callback)).toEqualTypeOf<ScheduleCallback>();
  expectTypeOf(yieldEvery(50, tf.callbacks.earlyStopping())).toExtend<tf.Callback>();
  expectTypeOf(stopAtFloor({ floor: 0 }, callback)).toEqualTypeOf<ScheduleCallback>();
  expectTypeOf(restoreBestWeights({}, callback)).toEqualTypeOf<ScheduleCallback>();
  expectTypeOf(
    withMetrics({ gap: ({ loss }, model) => loss! * model.layers.length }, callback),
  ).toEqualTypeOf<ScheduleCallback>();
  // @ts-expect-error It does not tell of changes.
  restoreBestWeights({}, tf.callbacks.earlyStopping());
  // @ts-expect-error The callback comes last.
  yieldEvery(callback, 50);
}

export async function models(
  model: tf.Sequential,
  data: tf.data.Dataset<tf.TensorContainer>,
): Promise<void> {
  const x = tf.zeros([1, 1]);
  expectTypeOf(await findLearningRate(model, { x, y: x })).toEqualTypeOf<LearningRateRange>();
  await findLearningRate(model, data, { steps: 50 });
  // @ts-expect-error Targets are missing.
  await findLearningRate(model, { x });
  const run = bind(model.optimizer, 0.1);
  expectTypeOf(await takeCheckpoint(model.optimizer, run)).toEqualTypeOf<Checkpoint>();
  await storeCheckpoint(model, connect(tf).perStep(0.1));
  expectTypeOf(restoreCheckpoint(model)).toEqualTypeOf<Snapshot>();
}
