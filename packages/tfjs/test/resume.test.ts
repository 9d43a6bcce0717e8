import {
  constant,
  drive,
  linearCurve as linear,
  parse,
  ramp,
  resumeFrom,
  sequence,
} from "@anneal/core";
import type { ReactiveSchedule, Snapshot } from "@anneal/core";
import { cosine } from "@anneal/cosine";
import { plateau } from "@anneal/plateau";
import { warmup } from "@anneal/warmup";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { bind, connect, getLearningRate } from "../src/index.ts";
import { Probe, probeModel, Report, samples } from "./probe.ts";

const { perStep, perEpoch } = connect(tf);
const [x, y] = samples(10);

const throughJson = (snapshot: Snapshot): Snapshot =>
  JSON.parse(JSON.stringify(snapshot)) as Snapshot;

/** Warmup and cosine inside a plateau: the composition that must survive. */
const composed = (): ReactiveSchedule =>
  plateau({
    schedule: warmup({ schedule: cosine({ initial: 1, steps: 30, min: 0.1 }), steps: 5 }),
    monitor: "score",
    factor: 0.5,
    patience: 2,
    cooldown: 1,
  });

/** Scores of ten epochs: better, flat, worse, better again. */
const scores = [5, 4, 4, 4, 4, 6, 6, 6, 3, 3];

describe("a hand-written loop", () => {
  /** The rates of updates `from` to 30, three an epoch, with an observation after each epoch. */
  const loop = (from: number, to: number, resume?: Snapshot): [number[], Snapshot] => {
    const optimizer = tf.train.adam(0.5);
    const run = bind(optimizer, composed(), { resume: resume && resumeFrom(resume) });
    const rates: number[] = [];
    for (let step = from; step < to; step++) {
      rates.push(getLearningRate(optimizer));
      run.advance();
      if (run.step % 3 === 0) run.observe({ score: scores[run.step / 3 - 1]! });
    }
    return [rates, throughJson(run.snapshot())];
  };

  const [whole] = loop(0, 30);

  test("reacts at all", () => {
    const alone = warmup({ schedule: cosine({ initial: 1, steps: 30, min: 0.1 }), steps: 5 });
    const reductions = whole.map((rate, step) => Math.round(Math.log2(alone(step) / rate)));
    expect(reductions.filter((_item, step) => step % 3 === 0)).toEqual([
      0, 0, 0, 0, 1, 1, 1, 2, 2, 2,
    ]);
  });

  test.each(Array.from({ length: 29 }, (_item, index) => index + 1))(
    "goes on at step %i as if it had not been left",
    (split) => {
      const [before, snapshot] = loop(0, split);
      const [after] = loop(split, 30, snapshot);
      expect([...before, ...after]).toEqual(whole);
    },
  );
});

/** Saves the schedule after a number of batches, as a page does that is about to be closed. */
class SaveAfter extends tf.Callback {
  snapshot: Snapshot | undefined;
  #left: number;
  readonly #take: () => Snapshot;

  constructor(batches: number, take: () => Snapshot) {
    super();
    this.#left = batches;
    this.#take = take;
  }

  override onBatchEnd(): Promise<void> {
    if (--this.#left === 0) {
      this.snapshot = throughJson(this.#take());
      this.model.stopTraining = true;
    }
    return Promise.resolve();
  }
}

describe("fit", () => {
  const report = (from: number): Report =>
    new Report(...scores.slice(from).map((score) => ({ score })));

  test.each([3, 6, 15])("goes on after %i batches, at the end of an epoch", async (batches) => {
    const options = { batchSize: 4, epochs: 10 };
    const whole = new Probe();
    await probeModel().fit(x, y, {
      ...options,
      callbacks: [report(0), perStep(composed()), whole],
    });

    const [model, first, probe] = [probeModel(), perStep(composed()), new Probe()];
    const epoch = batches / 3;
    await model.fit(x, y, { ...options, epochs: epoch, callbacks: [report(0), first, probe] });
    await model.fit(x, y, {
      ...options,
      initialEpoch: epoch,
      callbacks: [
        report(epoch),
        perStep(composed(), { resume: resumeFrom(throughJson(first.snapshot())) }),
        probe,
      ],
    });
    expect(probe.rates).toEqual(whole.rates);
    expect(whole.rates).toHaveLength(30);
  });

  test("goes on in the middle of an epoch, which fit begins anew", async () => {
    const [model, first, probe] = [probeModel(), perStep(composed()), new Probe()];
    const save = new SaveAfter(23, () => first.snapshot());
    const options = { batchSize: 2, epochs: 5 };
    await model.fit(x, y, { ...options, callbacks: [report(0), first, save, probe] });
    await model.fit(x, y, {
      ...options,
      callbacks: [report(4), perStep(composed(), { resume: resumeFrom(save.snapshot!) }), probe],
    });

    // The same updates without a break: five an epoch, but for the one that was left after three.
    const run = drive(composed());
    const expected: number[] = [];
    for (const [epoch, score] of [
      ...scores.slice(0, 4),
      undefined,
      ...scores.slice(4, 9),
    ].entries()) {
      for (let batch = 0; batch < (epoch === 4 ? 3 : 5); batch++) {
        expected.push(Number(run.value.toFixed(4)));
        run.advance();
      }
      if (score !== undefined) run.observe({ score });
    }
    expect(probe.rates).toEqual(expected);
    expect(expected).toHaveLength(48);
    expect(save.snapshot).toMatchObject({ step: 23, state: { reductions: 1 } });
  });

  test("goes on by epochs", async () => {
    const schedule = plateau({
      schedule: ramp({ from: 1, to: 0, steps: 20 }),
      monitor: "score",
      factor: 0.5,
      patience: 2,
    });
    const whole = new Probe();
    await probeModel().fit(x, y, {
      epochs: 10,
      callbacks: [report(0), perEpoch(schedule), whole],
    });
    const [model, first, probe] = [probeModel(), perEpoch(schedule), new Probe()];
    await model.fit(x, y, { epochs: 4, callbacks: [report(0), first, probe] });
    await model.fit(x, y, {
      initialEpoch: 4,
      epochs: 10,
      callbacks: [
        report(4),
        perEpoch(schedule, { resume: resumeFrom(throughJson(first.snapshot())) }),
        probe,
      ],
    });
    expect(probe.rates).toEqual(whole.rates);
    expect(whole.rates[9]).toBeLessThan(0.5);
  });

  test("sets the rate of the snapshot before its first batch", async () => {
    const schedule = ramp({ from: 1, to: 0, steps: 10 });
    const model = probeModel(tf.train.adam(0.5));
    const before = perStep(schedule);
    await model.fit(x, y, { batchSize: 2, epochs: 1, callbacks: [before] });
    const seen: number[] = [];
    const after = perStep(schedule, { resume: resumeFrom(before.snapshot()) });
    await model.fit(x, y, {
      epochs: 1,
      callbacks: [
        after,
        new tf.CustomCallback({
          onTrainBegin: () => void seen.push(getLearningRate(model.optimizer)),
        }),
      ],
    });
    expect(seen).toEqual([0.5]);
  });

  test("refuses the snapshot of another schedule, or takes it as asked", async () => {
    const [model, probe] = [probeModel(), new Probe()];
    const before = perStep(ramp({ from: 1, to: 0, steps: 10 }));
    await model.fit(x, y, { batchSize: 5, epochs: 1, callbacks: [before, probe] });
    const resume = before.snapshot();
    const other = sequence([{ schedule: 0.25, steps: 1 }, 0.125]);
    expect(() => perStep(other, { resume: resumeFrom(resume) })).toThrow(
      "@anneal/core: resumeFrom: the snapshot was taken under another schedule: spec.kind",
    );
    const options = { batchSize: 10, epochs: 1 };
    await model.fit(x, y, {
      ...options,
      callbacks: [
        perStep(other, { resume: resumeFrom(resume, { onMismatch: "keep-spec" }) }),
        probe,
      ],
    });
    await model.fit(x, y, {
      ...options,
      callbacks: [
        perStep(other, {
          resume: resumeFrom(resume, {
            onMismatch: "use-snapshot",
            parse: (spec) => parse(spec, [constant, ramp, linear]),
          }),
        }),
        probe,
      ],
    });
    expect(probe.rates).toEqual([1, 0.9, 0.125, 0.8]);
  });

  test("refuses a snapshot of other totals when it begins", async () => {
    const [model, source] = [
      probeModel(),
      ({ totalSteps }: { totalSteps: number }) => cosine({ initial: 1, steps: totalSteps }),
    ];
    const before = perStep(source);
    await model.fit(x, y, { batchSize: 5, epochs: 2, callbacks: [before] });
    await expect(
      model.fit(x, y, {
        batchSize: 5,
        epochs: 3,
        callbacks: [perStep(source, { resume: resumeFrom(before.snapshot()) })],
      }),
    ).rejects.toThrow(
      new RangeError(
        '@anneal/core: resumeFrom: the snapshot was taken under another schedule: spec.steps: 6 here, 4 there; onMismatch "keep-spec" goes on with the values of this one, "use-snapshot" with those of the other',
      ),
    );
  });
});

test("a schedule with a function in it cannot be saved", async () => {
  const callback = perStep(() => (step) => 1 / (step + 1));
  await probeModel().fit(x, y, { epochs: 1, callbacks: [callback] });
  expect(() => callback.snapshot()).toThrow(
    new TypeError("@anneal/core: a function of your own has no JSON form: define a schedule"),
  );
});
