import { ramp, sequence } from "@anneal/core";
import { plateau } from "@anneal/plateau";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { bind, connect, connectPlan, reduceLROnPlateau } from "../src/index.ts";
import type { Change } from "../src/index.ts";
import { probeModel, Report, samples } from "./probe.ts";

const { perStep, perEpoch } = connect(tf);
const [x, y] = samples(4);
const name = "learningRate";

test("tells of every value that changes in fit, and why", async () => {
  const changes: Change[] = [];
  await probeModel().fit(x, y, {
    batchSize: 2,
    epochs: 3,
    callbacks: [
      new Report({ score: 1 }, { score: 2 }),
      perStep(
        plateau({
          schedule: sequence([{ schedule: 1, steps: 3 }, 0.5]),
          monitor: "score",
          factor: 0.5,
          patience: 1,
        }),
        { onChange: (change) => changes.push(change), onMissing: "ignore" },
      ),
    ],
  });
  expect(changes).toEqual([
    { name, step: 0, epoch: 0, from: undefined, to: 1, reason: "begin" },
    { name, step: 3, epoch: 1, from: 1, to: 0.5, reason: "schedule" },
    { name, step: 4, epoch: 1, from: 0.5, to: 0.25, reason: "metric" },
  ]);
});

test("tells the schedule and the metric apart when both change the rate after one epoch", async () => {
  const changes: Change[] = [];
  const schedule = plateau({
    schedule: ramp({ from: 1, to: 0, steps: 4 }),
    monitor: "score",
    factor: 0.5,
    patience: 1,
  });
  const callback = perEpoch(schedule);
  callback.onChange = (change) => changes.push(change);
  await probeModel().fit(x, y, {
    epochs: 2,
    callbacks: [new Report({ score: 1 }, { score: 2 }), callback],
  });
  expect(changes.map(({ epoch, from, to, reason }) => [epoch, from, to, reason])).toEqual([
    [0, undefined, 1, "begin"],
    [0, 1, 0.75, "schedule"],
    [1, 0.75, 0.5, "schedule"],
    [1, 0.5, 0.25, "metric"],
  ]);
});

test("says nothing when a later run sets the same rate again", async () => {
  const changes: Change[] = [];
  const [model, callback] = [
    probeModel(),
    perStep(0.5, { onChange: (change) => changes.push(change) }),
  ];
  for (let run = 0; run < 2; run++) await model.fit(x, y, { epochs: 1, callbacks: [callback] });
  expect(changes).toHaveLength(1);
});

test("tells of reduceLROnPlateau", async () => {
  const changes: Change[] = [];
  await probeModel().fit(x, y, {
    epochs: 2,
    callbacks: [
      new Report({ score: 1 }, { score: 1 }),
      reduceLROnPlateau(
        tf,
        { monitor: "score", factor: 0.5, patience: 1 },
        { onChange: (change) => changes.push(change) },
      ),
    ],
  });
  expect(changes.at(-1)).toEqual({
    name,
    step: 2,
    epoch: 1,
    from: 0.5,
    to: 0.25,
    reason: "metric",
  });
});

test("tells of a loop of one's own", () => {
  const changes: Change[] = [];
  const optimizer = { learningRate: 9 };
  const run = bind(optimizer, plateau({ schedule: 1, factor: 0.5, patience: 1 }), {
    onChange: (change) => changes.push(change),
  });
  run.advance();
  run.observe(3);
  run.advance();
  run.observe(3);
  expect(changes).toEqual([
    { name, step: 0, epoch: undefined, from: undefined, to: 1, reason: "begin" },
    { name, step: 2, epoch: undefined, from: 1, to: 0.5, reason: "metric" },
  ]);
});

test("tells of each hyper-parameter of a plan by its name", async () => {
  const changes: Change[] = [];
  const { perStep: planned } = connectPlan(tf);
  await probeModel(tf.train.momentum(0.1, 0.9)).fit(x, y, {
    batchSize: 2,
    epochs: 1,
    callbacks: [
      planned(
        { learningRate: sequence([{ schedule: 1, steps: 1 }, 0.5]), momentum: 0.8 },
        { onChange: (change) => changes.push(change) },
      ),
    ],
  });
  expect(changes.map((change) => [change.name, change.step, change.to])).toEqual([
    ["learningRate", 0, 1],
    ["momentum", 0, 0.8],
    ["learningRate", 1, 0.5],
  ]);
});
