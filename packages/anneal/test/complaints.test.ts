/*
 * What users of other schedulers have complained about for years, one test for each complaint that concerns schedules.
 * The numbers are those of the project's list of requirements; what each asks for is said in the test's name.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  constant,
  cooldownFrom,
  cosine,
  cosineCurve,
  cosineRestarts,
  cyclic,
  defineSchedule,
  delay,
  drive,
  exponential,
  exponentialCurve,
  extend,
  inverseSqrt,
  linear,
  linearCurve,
  multiStep,
  nonNegative,
  oneCycle,
  oneMinusSqrtCurve,
  parse,
  piecewise,
  plan,
  plateau,
  polynomialCurve,
  product,
  ramp,
  repeat,
  resumeFrom,
  rewarm,
  sample,
  scale,
  sequence,
  simulate,
  sparkline,
  squareCurve,
  step,
  stretch,
  warmup,
  warmupStableDecay,
} from "../src/index.ts";
import type { Drive, ReactiveSchedule, Schedule } from "../src/index.ts";

/** The learning rates of a run that reports a loss after every update. */
function rates(run: Drive, losses: readonly number[]): number[] {
  return losses.map((loss) => {
    const { value } = run;
    run.advance();
    run.observe({ val_loss: loss });
    return value;
  });
}

const flat = (length: number): number[] => Array.from({ length }, () => 1);

describe("C1: a plateau can be combined with anything", () => {
  const reduce = { factor: 0.5, patience: 2 };

  test("warmup before it, cosine inside it", () => {
    const run = drive(plateau({ schedule: warmup({ schedule: 0.1, steps: 2 }), ...reduce }));
    // The first loss is the best; two bad ones make a reduction.
    expect(rates(run, flat(6))).toEqual([
      expect.closeTo(0.1 / 3, 15),
      expect.closeTo(0.2 / 3, 15),
      0.1,
      0.05,
      0.05,
      0.025,
    ]);
  });

  test("in a sequence, it counts from its own start and only while it is running", () => {
    const run = drive(
      sequence([{ schedule: 0.4, steps: 3 }, plateau({ schedule: 0.1, ...reduce })]),
    );
    expect(rates(run, flat(8))).toEqual([0.4, 0.4, 0.4, 0.1, 0.1, 0.05, 0.05, 0.025]);
  });

  test("two of them, each with a metric of its own", () => {
    const schedule = plateau({
      schedule: plateau({ schedule: 0.8, monitor: "accuracy", mode: "max", ...reduce }),
      ...reduce,
    });
    const run = drive(schedule);
    for (const [accuracy, loss] of [
      [0.5, 1],
      [0.5, 0.9],
      [0.5, 0.8],
      [0.6, 0.8],
      [0.7, 0.8],
    ] as const) {
      run.advance();
      run.observe({ accuracy, val_loss: loss });
    }
    // One reduction by accuracy after the third report, one by the loss after the fifth.
    expect(run.value).toBe(0.2);
  });
});

describe("C2: composites nest without surprises", () => {
  const parts: readonly Schedule[] = [
    ramp({ from: 0, to: 0.3, steps: 3 }),
    step({ initial: 0.3, every: 2, factor: 0.5, min: 0.0375 }),
    linear({ initial: 0.2, steps: 4 }),
  ];
  const [first, second, third] = parts as [Schedule, Schedule, Schedule];

  test.each([
    ["as the first child", sequence([sequence([first, second]), third])],
    ["as the last child", sequence([first, sequence([second, third])])],
    ["around itself", sequence([sequence([first, second, third])])],
  ])("a sequence %s is the flat one", (_where, nested) => {
    const plain = sequence([first, second, third]);
    expect(sample(nested, { steps: 20 })).toEqual(sample(plain, { steps: 20 }));
  });

  test("a product in a sequence starts on its own clock", () => {
    const nested = sequence([{ schedule: 0.1, steps: 5 }, product([third, 0.5])]);
    expect(nested(5)).toBe(0.1);
    expect(nested(7)).toBe(0.05);
  });

  test("boundaries cannot be out of order, because phases have lengths", () => {
    expect(() => sequence([{ schedule: 0.1, steps: -3 }, 0.2])).toThrow(RangeError);
    expect(() => sequence([0.1, 0.2])).toThrow(/phases/u);
  });
});

describe("C3: resuming gives the learning rate that would have come", () => {
  const make = (): ReactiveSchedule =>
    plateau({
      schedule: warmup({ schedule: cosine({ initial: 0.1, steps: 40 }), steps: 4 }),
      factor: 0.5,
      patience: 3,
    });

  test("at once and for ever after, from JSON alone, wherever the run stopped", () => {
    const losses = Array.from({ length: 50 }, (_, index) => 1 + ((index * 7) % 5));
    const whole = rates(drive(make()), losses);
    for (let stop = 0; stop < losses.length; stop++) {
      const before = drive(make());
      rates(before, losses.slice(0, stop));
      const text = JSON.stringify(before.snapshot());
      const after = drive(make(), {
        resume: resumeFrom(JSON.parse(text) as ReturnType<Drive["snapshot"]>),
      });
      expect(after.value).toBe(whole[stop]);
      expect(rates(after, losses.slice(stop))).toEqual(whole.slice(stop));
    }
  });
});

describe("C4: a checkpoint and a configuration that differ are an error, unless one is chosen", () => {
  const snapshot = (() => {
    const run = drive(exponential({ initial: 0.1, factor: 0.9 }));
    run.advance();
    return run.snapshot();
  })();
  const changed = exponential({ initial: 0.1, factor: 0.5 });

  test("the error names what differs", () => {
    expect(() => drive(changed, { resume: resumeFrom(snapshot) })).toThrow(
      /spec\.factor: 0\.5 here, 0\.9 there/u,
    );
  });

  test("either can win", () => {
    const kept = drive(changed, { resume: resumeFrom(snapshot, { onMismatch: "keep-spec" }) });
    expect(kept.value).toBe(0.05);
    const used = drive(changed, {
      resume: resumeFrom(snapshot, { onMismatch: "use-snapshot", parse }),
    });
    expect(used.value).toBeCloseTo(0.09, 15);
  });
});

describe("C5: making a schedule touches nothing", () => {
  test("options are not changed, not kept by reference, and making it twice is the same", () => {
    const options = { initial: 0.1, milestones: [3, 6], factor: 0.5 };
    const frozen = Object.freeze({ ...options, milestones: Object.freeze([3, 6]) });
    const schedule = multiStep(frozen);
    const other = multiStep(options);
    options.milestones[0] = 1;
    expect(sample(other, { steps: 10 })).toEqual(sample(schedule, { steps: 10 }));
  });
});

describe("C6: epochs and steps are not confused", () => {
  test("an epoch schedule runs on a batch clock by conversion", () => {
    const perEpoch = step({ initial: 0.1, every: 5, factor: 0.5 });
    const perBatch = stretch(100, perEpoch);
    expect(perBatch(499)).toBe(0.1);
    expect(perBatch(500)).toBe(0.05);
  });
});

describe("C7, C8: the clock counts applied updates", () => {
  test("an update that a loss scaler skipped does not advance it", () => {
    const run = drive(linear({ initial: 0.4, steps: 4 }));
    expect([run.advance(), run.advance(false), run.advance(false), run.advance()]).toEqual([
      linear({ initial: 0.4, steps: 4 })(1),
      linear({ initial: 0.4, steps: 4 })(1),
      linear({ initial: 0.4, steps: 4 })(1),
      0.2,
    ]);
    expect(run.step).toBe(2);
  });
});

describe("C9: one-cycle has no horizon that breaks it", () => {
  test("every horizon from 1 to 50, every fraction, two phases and three", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.double({ min: 0, max: 0.5, noNaN: true }),
        fc.constantFrom(2 as const, 3 as const),
        (steps, fraction, phases) => {
          const schedule = oneCycle({ peak: 1, steps, fraction, phases });
          for (let at = 0; at <= steps + 3; at++) {
            const value = schedule(at);
            expect(value >= 0 && value <= 1).toBe(true);
          }
          // No bounce after the end.
          expect(schedule(steps + 1)).toBe(schedule(steps));
        },
      ),
    );
  });
});

describe("C10: no update is wasted on a rate of 0", () => {
  test("the first rate of a warmup is above 0 unless asked for", () => {
    for (const steps of [1, 2, 3, 10, 1000]) {
      expect(warmup({ schedule: 0.1, steps })(0)).toBeCloseTo(0.1 / (steps + 1), 15);
      expect(warmup({ schedule: 0.1, steps, first: "zero" })(0)).toBe(0);
      expect(inverseSqrt({ peak: 0.1, warmup: steps })(0)).toBeGreaterThan(0);
    }
  });
});

describe("C11: what a horizon includes is never guessed", () => {
  test("phases are given as parts, and the total is derived", () => {
    expect(warmupStableDecay({ peak: 1, warmup: 10, stable: 70, decay: 20 }).end).toBe(100);
    expect(warmup({ schedule: cosine({ initial: 1, steps: 90 }), steps: 10 }).end).toBe(100);
  });
});

describe("C12: patience n reduces after exactly n observations without improvement", () => {
  test.each([1, 2, 3, 7])("n = %i", (patience) => {
    const run = drive(plateau({ schedule: 1, factor: 0.5, patience }));
    run.advance();
    run.observe(1);
    for (let bad = 1; bad <= 3 * patience; bad++) {
      run.advance();
      run.observe(1);
      expect(run.value).toBe(0.5 ** Math.floor(bad / patience));
    }
  });

  test("and a cooldown of n ignores exactly n", () => {
    const run = drive(plateau({ schedule: 1, factor: 0.5, patience: 1, cooldown: 2 }));
    expect(rates(run, flat(8))).toEqual([1, 1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]);
  });
});

describe("C13: a worse metric is never an improvement, negative ones included", () => {
  test("a loss that rises from -1 to -0.5 is reduced on", () => {
    const run = drive(plateau({ schedule: 1, factor: 0.5, patience: 3, threshold: 0.1 }));
    expect(rates(run, [-1, -0.9, -0.7, -0.5, -0.5])).toEqual([1, 1, 1, 1, 0.5]);
  });

  test("for any numbers", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -10, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.constantFrom("min" as const, "max" as const),
        fc.constantFrom("relative" as const, "absolute" as const),
        (best, worse, mode, thresholdMode) => {
          const schedule = plateau({ schedule: 1, factor: 0.5, patience: 1, mode, thresholdMode });
          const run = drive(schedule);
          run.observe(best);
          run.advance();
          expect(run.observe(mode === "min" ? best + worse : best - worse)).toBe(0.5);
        },
      ),
    );
  });
});

describe("C14: spikes, NaN and repeated metrics", () => {
  test("a NaN never becomes the best", () => {
    const run = drive(plateau({ schedule: 1, factor: 0.5, patience: 2 }));
    expect(rates(run, [NaN, 3, 2, 1, 0.5, 0.1])).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test("it may be ignored or refused", () => {
    const ignoring = drive(plateau({ schedule: 1, factor: 0.5, patience: 1, nan: "ignore" }));
    expect(rates(ignoring, [1, NaN, NaN, NaN])).toEqual([1, 1, 1, 1]);
    const refusing = drive(plateau({ schedule: 1, factor: 0.5, patience: 1, nan: "throw" }));
    expect(() => refusing.observe(NaN)).toThrow(/val_loss must be finite, got NaN/u);
  });

  test("the same step reported twice counts once", () => {
    const run = drive(plateau({ schedule: 1, factor: 0.5, patience: 2 }));
    run.observe(1);
    run.advance();
    for (let again = 0; again < 5; again++) expect(run.observe(1)).toBe(1);
    run.advance();
    expect(run.observe(1)).toBe(0.5);
  });

  test("an average over a window is not fooled by one spike", () => {
    const noisy = [4, 2, 3, 1, 2, 0, 1, -1];
    const single = drive(plateau({ schedule: 1, factor: 0.5, patience: 1 }));
    const averaged = drive(plateau({ schedule: 1, factor: 0.5, patience: 1, window: 2 }));
    rates(single, noisy);
    rates(averaged, noisy);
    expect(single.value).toBeLessThan(1);
    expect(averaged.value).toBe(1);
  });
});

describe("C15: a caller can go back to the best weights", () => {
  test("the state tells the step of the best metric and the number of reductions", () => {
    const { events } = simulate(
      plateau({ schedule: 1, factor: 0.5, patience: 2 }),
      [3, 1, 2, 2, 2],
    );
    expect(events.length).toBeGreaterThan(0);
    const schedule = plateau({ schedule: 1, factor: 0.5, patience: 2 });
    let { initial: state } = schedule;
    [3, 1, 2, 2].forEach((loss, index) => {
      state = schedule.observe(state, { step: index + 1, metrics: { val_loss: loss } });
    });
    expect(state).toMatchObject({ best: 1, bestStep: 2, reductions: 1 });
  });
});

describe("C16: the learning rate is visible", () => {
  test("the rate of any update, without running anything", () => {
    const schedule = cosine({ initial: 0.1, steps: 100 });
    expect(schedule(50)).toBe(0.05);
    expect(drive(schedule).value).toBe(0.1);
  });
});

describe("C17: a schedule can be seen before it is used", () => {
  test("as numbers, as a line in a terminal, and a plateau from a list of metrics", () => {
    const schedule = step({ initial: 0.8, every: 2, factor: 0.5 });
    expect(sample(schedule, { steps: 5 })).toEqual([0.8, 0.8, 0.4, 0.4, 0.2]);
    expect(sparkline(schedule, { steps: 8, width: 8 })).toHaveLength(8);
    const { values } = simulate(plateau({ schedule: 0.8, factor: 0.5, patience: 1 }), flat(4));
    expect(values.at(-1)).toBeLessThan(0.8);
  });
});

describe("C18: schedules are formulas", () => {
  test("any step in any order gives the same value", () => {
    const schedule = cosineRestarts({ initial: 1, steps: 10, multiplier: 2 });
    const forwards = sample(schedule, { steps: 100 });
    for (const at of [99, 3, 50, 0, 71]) expect(schedule(at)).toBe(forwards[at]);
  });
});

describe("C19: fractional epochs", () => {
  test("a curve is continuous between whole steps", () => {
    const schedule = linear({ initial: 0.1, steps: 10 });
    expect(schedule(2.5)).toBeCloseTo(0.075, 15);
  });
});

describe("C20: other hyper-parameters share the clock", () => {
  test("a plan gives them all, and survives JSON", () => {
    const both = plan({
      learningRate: cosine({ initial: 0.1, steps: 10 }),
      momentum: ramp({ from: 0.95, to: 0.85, steps: 10 }),
    });
    expect(both.at(5)).toEqual({ learningRate: 0.05, momentum: expect.closeTo(0.9, 12) as number });
    expect(JSON.parse(JSON.stringify(both))).toEqual(both.spec);
  });
});

describe("C21: groups have rates of their own, by name", () => {
  test("a plan of one shape at two heights", () => {
    const shape = cosine({ initial: 1, steps: 10 });
    const groups = plan({ body: scale(0.01, shape), head: scale(0.1, shape) });
    expect(groups.at(5)).toEqual({ body: 0.005, head: 0.05 });
  });
});

describe("C22: restarts", () => {
  test("cycles may shrink, peaks may fall, and their number may be limited", () => {
    const schedule = cosineRestarts({
      initial: 1,
      steps: 8,
      multiplier: 0.5,
      factor: 0.5,
      cycles: 3,
      min: 0.1,
    });
    expect([schedule(0), schedule(8), schedule(12), schedule(14)]).toEqual([1, 0.5, 0.25, 0.1]);
  });

  test("a warmup once before them, or in each of them", () => {
    const once = warmup({ schedule: cosineRestarts({ initial: 1, steps: 4 }), steps: 2 });
    expect([once(2), once(6)]).toEqual([1, 1]);
    const each = repeat({}, warmup({ schedule: cosine({ initial: 1, steps: 4 }), steps: 2 }));
    expect(each(6)).toBe(each(0));
    expect(each(8)).toBe(1);
  });
});

describe("C23: serialisation", () => {
  test("plain JSON, or a clear refusal for a function that has no name", () => {
    const own = sequence([{ schedule: (at) => 0.1 / (at + 1), steps: 3 }, 0.1]);
    expect(() => own.spec).toThrow(/has no JSON form: define a schedule/u);
    expect(structuredClone(cosine({ initial: 0.1, steps: 5 }).spec)).toEqual({
      kind: "cosine",
      initial: 0.1,
      steps: 5,
      min: 0,
    });
  });

  test("a schedule of one's own is as serialisable as ours", () => {
    const decay = defineSchedule<{ initial: number }>("mine/decay", {
      package: "mine",
      options: { initial: nonNegative },
      build: ({ initial }) => ({ at: (at) => initial / (at + 1) }),
    });
    const built = parse(JSON.parse(JSON.stringify(delay(2, decay({ initial: 1 })))), [
      delay,
      decay,
    ]) as Schedule;
    expect(built(3)).toBe(0.5);
  });
});

describe("C24: nothing refers to an optimizer", () => {
  test("a run is a step and plain JSON", () => {
    const run = drive(plateau({ schedule: 0.1 }));
    expect(JSON.parse(JSON.stringify(run.snapshot()))).toEqual(run.snapshot());
  });
});

describe("C25: a running schedule can be extended, cooled down and rewarmed", () => {
  const running = cosine({ initial: 1, steps: 100 });

  test("continuous in value, and unchanged before", () => {
    for (const changed of [
      extend(40, 200, running),
      cooldownFrom(40, { steps: 10 }, running),
      rewarm(40, { steps: 10, next: cosine({ initial: 2, steps: 50 }) }, running),
    ]) {
      expect(sample(changed, { steps: 40 })).toEqual(sample(running, { steps: 40 }));
      expect(changed(40)).toBe(running(40));
      expect(changed(40.000001)).toBeCloseTo(running(40), 5);
    }
  });

  test("several cooldowns branch from one stable run", () => {
    const stable = warmup({ schedule: 1, steps: 10 });
    expect(cooldownFrom(50, { steps: 10 }, stable)(60)).toBe(0);
    expect(cooldownFrom(90, { steps: 10 }, stable)(60)).toBe(1);
  });
});

describe("C26: no bad argument passes in silence", () => {
  test("all problems of one call in one error", () => {
    expect(() => step({ initial: -1, every: 0, factor: 2 })).toThrow(
      /^@anneal\/step: step: initial must be .*; every must be .*; factor must be /u,
    );
  });

  test("with the path of the node, when it comes from JSON", () => {
    const spec = {
      kind: "sequence",
      phases: [0.1, { kind: "cosine", initial: 0.1, steps: -1 }],
    };
    expect(() => parse(spec)).toThrow(/\(at spec\.phases\[1\]\)/u);
  });
});

describe("C27: one vocabulary of shapes for every decay", () => {
  test.each([
    linearCurve,
    cosineCurve,
    oneMinusSqrtCurve,
    squareCurve,
    exponentialCurve,
    polynomialCurve(3),
  ])("%o in a ramp, a warmup, a cooldown and a one-cycle, exact at both ends", (curve) => {
    const down = ramp({ from: 1, to: 0.1, steps: 10, curve });
    expect([down(0), down(10)]).toEqual([1, 0.1]);
    const up = warmup({ schedule: 1, steps: 10, from: 0.1, curve, first: "zero" });
    expect([up(0), up(10)]).toEqual([0.1, 1]);
    const cooled = warmupStableDecay({ peak: 1, warmup: 0, stable: 5, decay: 5, min: 0.1, curve });
    expect([cooled(5), cooled(10)]).toEqual([1, 0.1]);
    const cycle = oneCycle({ peak: 1, initial: 0.1, min: 0.01, steps: 10, fraction: 0.5, curve });
    expect([cycle(0), cycle(5), cycle(10)]).toEqual([0.1, 1, 0.01]);
  });
});

describe("C29: a schedule is a plain function for any library", () => {
  test("`(count) => number`, as jax-js and hand-written loops take it", () => {
    const schedule: (count: number) => number = cyclic({ min: 0.1, max: 0.3, up: 2 });
    expect([0, 1, 2, 3, 4].map((at) => schedule(at))).toEqual([0.1, 0.2, 0.3, 0.2, 0.1]);
    expect([0, 1, 2].map(constant(0.1))).toEqual([0.1, 0.1, 0.1]);
    expect([0, 4].map(piecewise({ boundaries: [3], values: [1, 2] }))).toEqual([1, 2]);
  });
});
