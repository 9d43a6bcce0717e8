/*
 * A run that is interrupted, saved as JSON and resumed goes on as if nothing had happened: to the last bit, wherever it stops,
 * whatever is nested in what, on whatever clock. `ANNEAL_INTERRUPTIONS` asks for more of them.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  advance,
  cooldownFrom,
  delay,
  drive,
  during,
  extend,
  greedy,
  hold,
  mirror,
  noise,
  parse,
  plateau,
  product,
  ramp,
  repeat,
  resumeFrom,
  reverse,
  rewarm,
  sequence,
  stretch,
} from "../src/index.ts";
import type { Composable, Drive, Snapshot } from "../src/index.ts";
import { anySchedule, everyKind } from "./random.ts";

const interruptions = Number(process.env["ANNEAL_INTERRUPTIONS"] ?? 400);

interface Update {
  /** Whether the update was applied, or skipped by a loss scaler. */
  readonly applied: boolean;
  /** What was measured after it; `undefined` if nothing was. */
  readonly measured: number | undefined;
}

const update = fc.record<Update>({
  applied: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, fc.constant(false)),
  measured: fc.option(
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: -2, max: 4 }) },
      { weight: 2, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
      fc.constantFrom(NaN, Infinity, -Infinity, 1e308, -1e308, -0),
    ),
    { nil: undefined },
  ),
});

/** The rates of a run: before and after each observation. */
const run = (clock: Drive, updates: readonly Update[]): number[] =>
  updates.flatMap(({ applied, measured }) => [
    clock.advance(applied),
    measured === undefined
      ? clock.value
      : clock.observe({ val_loss: measured, acc: -measured, loss: measured }),
  ]);

/** A snapshot as it comes out of a file. */
const kept = (clock: Drive): Snapshot => JSON.parse(JSON.stringify(clock.snapshot())) as Snapshot;

test(
  "a run resumed from any interruption is the run that was not interrupted",
  () => {
    let done = 0;
    fc.assert(
      fc.property(
        anySchedule(3),
        fc.array(update, { minLength: 1, maxLength: 25 }),
        fc.nat(),
        fc.constantFrom(0, 0, 0, 1000, 2 ** 31, 2 ** 53 - 100),
        (schedule, updates, at, from) => {
          const cut = at % (updates.length + 1);
          const whole = drive(schedule, { from });
          const rates = run(whole, updates);
          const first = drive(schedule, { from });
          run(first, updates.slice(0, cut));
          const snapshot = kept(first);
          const resumed = drive(parse(snapshot.spec, everyKind), { resume: resumeFrom(snapshot) });
          expect(kept(resumed)).toEqual(snapshot);
          const rest = run(resumed, updates.slice(cut));
          // Faster than an expectation for each: -0 and 0 are told apart, and there is no NaN.
          const wrong = rest.findIndex((rate, index) => !Object.is(rate, rates[2 * cut + index]));
          expect(wrong, `rate ${String(wrong)} after the interruption at ${String(cut)}`).toBe(-1);
          expect(kept(resumed)).toEqual(kept(whole));
          done++;
        },
      ),
      { numRuns: interruptions },
    );
    expect(done).toBe(interruptions);
  },
  60_000 + 50 * interruptions,
);

describe("on a clock that is as fast or as slow as a number can tell", () => {
  const reacting = (): Composable => plateau({ schedule: 1, factor: 0.5, patience: 1 });
  const falling = (): Composable =>
    product([
      ramp({ from: 1, to: 0.5, steps: 3 }),
      greedy({ schedule: 1, min: 0.1, max: 9, patience: 1 }),
    ]);
  const extremes = [5e-324, 1e-309, 1e-300, 1e-16, 1e16, 1e300, Number.MAX_VALUE];

  const clocks: Readonly<Record<string, (length: number, inner: Composable) => Composable>> = {
    stretch: (factor, inner) => stretch(factor, inner),
    "stretch of stretch": (factor, inner) => stretch(factor, stretch(factor, inner)),
    "stretch back": (factor, inner) => stretch(1 / factor || 1, stretch(factor, inner)),
    delay: (steps, inner) => delay(steps, inner),
    advance: (steps, inner) => advance(steps, inner),
    "advance of stretch": (steps, inner) => advance(steps, stretch(1e-300, inner)),
    hold: (steps, inner) => hold(steps, inner),
    repeat: (steps, inner) => repeat({ steps, times: 3 }, inner),
    "repeat for ever": (steps, inner) => repeat({ steps }, stretch(1e-309, inner)),
    mirror: (steps, inner) => mirror({ steps: Math.min(steps, 8e307) }, inner),
    reverse: (steps, inner) => reverse({ steps }, stretch(1e-309, inner)),
    during: (steps, inner) => during({ start: 1, steps }, inner),
    noise: (every, inner) => noise({ amount: 0.5, every }, stretch(every, inner)),
    extend: (steps, inner) => extend(1, steps, sequence([{ schedule: inner, steps: 3 }])),
    cooldownFrom: (steps, inner) => cooldownFrom(1, { steps }, stretch(steps, inner)),
    rewarm: (steps, inner) => rewarm(1, { steps, next: stretch(steps, inner) }, 0.1),
    sequence: (steps, inner) => sequence([{ schedule: 0.5, steps }, stretch(1e-309, inner)]),
  };

  test.each(Object.entries(clocks))("%s", (_name, clockOf) => {
    let built = 0;
    for (const length of extremes) {
      for (const inner of [reacting, falling]) {
        let schedule: ReturnType<typeof drive>["schedule"];
        try {
          schedule = drive(clockOf(length, inner())).schedule;
        } catch (error) {
          // What no clock could count is refused where it is made, never by a state that JSON does not have.
          expect(error).toBeInstanceOf(RangeError);
          continue;
        }
        built++;
        for (const from of [0, 1e9, 2 ** 53 - 20]) {
          const updates = Array.from({ length: 9 }, (_, index) => ({
            applied: index % 4 !== 3,
            measured: index % 3 === 2 ? 0 : index,
          }));
          const whole = drive(schedule, { from });
          const rates = run(whole, updates);
          for (const rate of rates) expect(rate).toBeGreaterThanOrEqual(0);
          for (let cut = 0; cut <= updates.length; cut++) {
            const first = drive(schedule, { from });
            run(first, updates.slice(0, cut));
            // A number that JSON does not have would come back as null.
            expect(kept(first).state).toEqual(
              JSON.parse(JSON.stringify(first.snapshot().state), (_, item: unknown) => item),
            );
            const resumed = drive(schedule, { resume: resumeFrom(kept(first)) });
            expect(run(resumed, updates.slice(cut))).toEqual(rates.slice(2 * cut));
            expect(kept(resumed)).toEqual(kept(whole));
          }
        }
      }
    }
    expect(built).toBeGreaterThan(0);
  });

  test("stands at the largest number there is, which counts once", () => {
    const schedule = stretch(1e-309, plateau({ schedule: 1, factor: 0.5, patience: 1 }));
    const clock = drive(schedule);
    clock.observe(1);
    for (const loss of [2, 2, 2]) {
      clock.advance();
      clock.observe(loss);
    }
    // Step 0, and the step of all that come after it.
    expect(clock.value).toBe(0.5);
    expect(clock.snapshot().state).toMatchObject([{ step: Number.MAX_VALUE, reductions: 1 }]);
  });
});
