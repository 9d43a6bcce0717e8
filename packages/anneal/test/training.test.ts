import { describe, expect, test } from "vitest";
import {
  cosine,
  drive,
  parse,
  plateau,
  product,
  ramp,
  resumeFrom,
  scale,
  sequence,
  warmup,
} from "../src/index.ts";
import type { Drive, ReactiveSchedule, Snapshot } from "../src/index.ts";

/** Rates of the first updates when the same metrics are observed after each of them. */
function ratesOf(
  schedule: ReactiveSchedule,
  updates: number,
  metrics: number | Readonly<Record<string, number>> = 5,
): number[] {
  const run = drive(schedule);
  return Array.from({ length: updates }, () => {
    const rate = run.value;
    run.advance();
    run.observe(metrics);
    return rate;
  });
}

describe("warmup, then cosine, and plateau around both", () => {
  const stepsPerEpoch = 7;
  const losses = [0.9, 0.7, 0.71, 0.72, 0.69, 0.7, NaN, 0.7];
  const make = () =>
    plateau({
      schedule: warmup({ schedule: cosine({ initial: 0.1, steps: 40 }), steps: 10 }),
      factor: 0.5,
      patience: 2,
      cooldown: 1,
    });

  /** A training as a list of what happens: each epoch its updates, then its validation loss. */
  const events = losses.flatMap((loss) => [
    ...Array.from({ length: stepsPerEpoch }, () => "update" as const),
    loss,
  ]);

  function train(run: Drive, part: typeof events): number[] {
    return part.flatMap((event) => {
      if (event !== "update") {
        run.observe({ val_loss: event });
        return [];
      }
      const rate = run.value;
      run.advance();
      return [rate];
    });
  }

  const whole = train(drive(make()), events);

  test("gives the rates that its parts say", () => {
    expect(whole).toHaveLength(8 * stepsPerEpoch);
    // 0.71 and 0.72 are no improvement: reduced after update 27. 0.69 falls into the cooldown; then 0.7 and NaN: after 48.
    whole.forEach((rate, update) => {
      const reductions = update < 28 ? 0 : update < 49 ? 1 : 2;
      const base =
        update < 10
          ? (0.1 * (update + 1)) / 11
          : update < 50
            ? 0.1 * Math.cos((Math.PI / 80) * (update - 10)) ** 2
            : 0;
      expect(rate, `update ${String(update)}`).toBeCloseTo(base / 2 ** reductions, 14);
    });
  });

  test.each(events.map((_, stop) => stop))("stopped after event %d and resumed", (stop) => {
    const first = drive(make());
    const before = train(first, events.slice(0, stop));
    const file = JSON.stringify(first.snapshot());

    const snapshot = JSON.parse(file) as Snapshot;
    const second = drive(parse(snapshot.spec), { resume: resumeFrom(snapshot) });
    expect(second.value).toBe(first.value);
    expect([...before, ...train(second, events.slice(stop))]).toEqual(whole);

    const third = drive(1, { resume: resumeFrom(snapshot, { onMismatch: "use-snapshot", parse }) });
    expect(train(third, events.slice(stop))).toEqual(whole.slice(before.length));
  });

  test("resumed at another learning rate or patience only if asked to", () => {
    const run = drive(make());
    train(run, events.slice(0, 30));
    const other = scale(2, make());
    expect(() => drive(other, { resume: resumeFrom(run.snapshot()) })).toThrow(
      "under another schedule",
    );
  });
});

describe("plateau in every place", () => {
  const halving = { factor: 0.5, patience: 1 };
  const close = (rates: number[]) => rates.map((rate) => expect.closeTo(rate, 14) as number);

  test("inside a sequence: it observes while its phase runs, on its own clock", () => {
    const schedule = sequence([
      { schedule: 0.8, steps: 2 },
      { schedule: plateau({ schedule: 0.4, ...halving }), steps: 4 },
      0.1,
    ]);
    expect(ratesOf(schedule, 8)).toEqual(close([0.8, 0.8, 0.4, 0.2, 0.1, 0.05, 0.1, 0.1]));
  });

  test("inside a product: it observes from the beginning", () => {
    const schedule = product([
      ramp({ from: 1, to: 2, steps: 4 }),
      plateau({ schedule: 0.4, factor: 0.5, patience: 2 }),
    ]);
    expect(ratesOf(schedule, 6)).toEqual(close([0.4, 0.5, 0.6, 0.35, 0.4, 0.2]));
  });

  test("around a sequence: reductions outlive the phase", () => {
    const schedule = plateau({
      schedule: sequence([{ schedule: 0.8, steps: 3 }, 0.4]),
      factor: 0.5,
      patience: 2,
    });
    expect(ratesOf(schedule, 6)).toEqual(close([0.8, 0.8, 0.8, 0.2, 0.2, 0.1]));
  });

  test("around itself: each watches a metric of its own", () => {
    const schedule = plateau({
      schedule: plateau({ schedule: 0.8, ...halving, monitor: "loss" }),
      factor: 0.1,
      patience: 3,
    });
    expect(schedule.monitors).toEqual(["val_loss", "loss"]);
    const both = { loss: 5, val_loss: 5 };
    expect(ratesOf(schedule, 6, both)).toEqual(close([0.8, 0.8, 0.4, 0.2, 0.01, 0.005]));
    const loss = { loss: 5 };
    expect(ratesOf(schedule, 6, loss)).toEqual(close([0.8, 0.8, 0.4, 0.2, 0.1, 0.05]));
  });

  test("inside a warmup: it begins to observe when the warmup is over", () => {
    const schedule = warmup({ schedule: plateau({ schedule: 0.8, ...halving }), steps: 3 });
    expect(ratesOf(schedule, 6)).toEqual(close([0.2, 0.4, 0.6, 0.8, 0.4, 0.2]));
  });

  test("inside a warmup laid over it: it observes all along, and the warmup follows", () => {
    const inner = plateau({ schedule: 0.8, ...halving });
    const schedule = warmup({ schedule: inner, steps: 3, mode: "overlay" });
    expect(ratesOf(schedule, 5)).toEqual(close([0.2, 0.4, 0.3, 0.2, 0.1]));
  });

  test("around a warmup: it can reduce while the warmup still rises", () => {
    const schedule = plateau({ schedule: warmup({ schedule: 0.8, steps: 3 }), ...halving });
    expect(ratesOf(schedule, 5)).toEqual(close([0.2, 0.4, 0.3, 0.2, 0.1]));
  });
});
