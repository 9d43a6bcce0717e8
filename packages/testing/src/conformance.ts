import {
  advance,
  childOf,
  delay,
  drive,
  isReactive,
  map,
  nextOf,
  parse,
  product,
  resumeFrom,
  scale,
  sequence,
  stretch,
  sum,
} from "@anneal/core";
import type { Kind, Observation, ReactiveSchedule, Schedule, Snapshot } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { metrics, observations, step } from "./arbitraries.ts";
import { deepFreeze } from "./options.ts";

/** Promises by name. Each function throws when the promise is broken, inside a test or out of one. */
export type Checks<Made> = Readonly<
  Record<string, (make: () => Made, kinds: readonly Kind[]) => void>
>;

const runs = { numRuns: 25 };

const wholeSteps = Array.from({ length: 201 }, (_, index) => index);
const farSteps = [0.1, 0.5, 1 / 3, 2.999, 10.5, 199.999, 2 ** 31, 2 ** 53];
const everyStep = [...wholeSteps, ...farSteps];

const badSteps: readonly unknown[] = [
  -1,
  -1e-9,
  NaN,
  Infinity,
  -Infinity,
  "1",
  null,
  undefined,
  1n,
  {},
];

/** Fails unless the value is JSON: nothing that `JSON.stringify` drops, changes or calls. */
function expectJson(value: unknown, path: string): void {
  if (value === null || typeof value === "boolean" || typeof value === "string") return;
  if (typeof value === "number") {
    if (Number.isFinite(value)) return;
    expect.fail(`${path} is ${String(value)}, which JSON does not have`);
  }
  expect(typeof value, `${path} is no JSON`).toBe("object");
  if (!Array.isArray(value)) {
    expect(Object.getPrototypeOf(value), `${path} is no plain object`).toBe(Object.prototype);
  }
  for (const [key, item] of Object.entries(value as object)) expectJson(item, `${path}.${key}`);
}

const throughJson = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** How many values were compared without `expect`, which is slow: it is called for a failure alone. */
let compared = 0;

function expectSameValue(actual: number, expected: number, what: string): void {
  compared++;
  if (!Object.is(actual, expected)) {
    expect.fail(`${what}: ${String(actual)} is not ${String(expected)}`);
  }
}

function expectLearningRate(value: number, at: number): void {
  compared++;
  if (!(typeof value === "number" && Number.isFinite(value) && value >= 0)) {
    expect.fail(`the value at step ${String(at)} is ${String(value)}`);
  }
}

function expectBadStepsRefused(call: (bad: never) => unknown, kind: string): void {
  for (const bad of badSteps) {
    let thrown: unknown;
    try {
      call(bad as never);
    } catch (error) {
      thrown = error;
    }
    const what = `step ${typeof bad} ${String(bad)}`;
    expect(thrown, `${what} must be refused by a RangeError`).toBeInstanceOf(RangeError);
    expect((thrown as RangeError).message, what).toContain(kind);
  }
}

function expectSpec(make: () => Schedule | ReactiveSchedule): void {
  const schedule = make();
  const { spec } = schedule;
  expectJson(spec, "spec");
  expect(spec.kind, "spec.kind must be a name").toEqual(expect.stringMatching(/./));
  expect(structuredClone(spec)).toEqual(spec);
  expect(throughJson(spec)).toEqual(spec);
  expect(throughJson(schedule), "JSON.stringify writes the spec").toEqual(spec);
  expect(schedule.toJSON()).toEqual(spec);
  expect(make().spec, "the same options give the same spec").toEqual(spec);
  expect(schedule.spec, "each spec is a copy of its own").not.toBe(spec);
  for (const key of Object.keys(spec)) Reflect.deleteProperty(spec, key);
  expect(schedule.spec, "changing a spec changes nothing else").toEqual(make().spec);
}

/** Every combinator that says it changes nothing with these arguments. */
const identities: Readonly<
  Record<string, (schedule: Schedule | ReactiveSchedule) => Schedule | ReactiveSchedule>
> = {
  "scale(1, s)": (schedule) => scale(1, schedule),
  "stretch(1, s)": (schedule) => stretch(1, schedule),
  "delay(0, s)": (schedule) => delay(0, schedule),
  "advance(0, s)": (schedule) => advance(0, schedule),
  "sequence([s])": (schedule) => sequence([schedule]),
  "product([s])": (schedule) => product([schedule]),
  "sum([s])": (schedule) => sum([schedule]),
  "map(identity, s)": (schedule) => map((value) => value, schedule),
};

/** Fails if a value jumps between two events, if an event comes after the end, or if one that is over is told again. */
function expectEvents(
  schedule: Schedule | ReactiveSchedule,
  valueAt: (at: number) => number,
): void {
  const node = childOf(schedule);
  // Near an event a curve may be as steep as it likes.
  const margin = 1e-5;
  for (let now = 0, count = 0; now < 300 && count < 60; count++) {
    const event = nextOf(node, now);
    const own = node.next?.(now) ?? Infinity;
    compared++;
    if (!(own > now)) expect.fail(`next at step ${String(now)} is ${String(own)}, not after it`);
    if (event < Infinity && event > schedule.end * (1 + 1e-12)) {
      expect.fail(`an event at ${String(event)}, after the end at ${String(schedule.end)}`);
    }
    let [from, to] = [now + margin, Math.min(event - margin, now + 50)];
    now = event;
    if (from > to) continue;
    // Halved towards the larger change again and again, it shrinks to nothing unless there is a jump.
    while (to - from > 1e-9) {
      const middle = (from + to) / 2;
      const value = valueAt(middle);
      if (Math.abs(value - valueAt(from)) > Math.abs(valueAt(to) - value)) to = middle;
      else from = middle;
    }
    const [before, after] = [valueAt(from), valueAt(to)];
    if (Math.abs(after - before) > 1e-4 * Math.max(1, before)) {
      expect.fail(`${String(before)} becomes ${String(after)} at ${String(to)}, without an event`);
    }
  }
}

/** The same checks, each of which fails if it compares nothing: a promise about which nothing is asked is not kept. */
export function counted<Made>(checks: Checks<Made>): Checks<Made> {
  const comparisons = (): number => compared + expect.getState().assertionCalls;
  const entries = Object.entries(checks).map(([name, check]) => [
    name,
    (...given: Parameters<typeof check>) => {
      const before = comparisons();
      check(...given);
      expect(comparisons() - before, "comparisons").toBeGreaterThan(0);
    },
  ]);
  return Object.fromEntries(entries) as Checks<Made>;
}

/** What every schedule that reacts to nothing promises. */
export const scheduleChecks: Checks<Schedule> = counted({
  "is a pure function of the step": (make) => {
    const schedule = make();
    expect(isReactive(schedule), "is reactive").toBe(false);
    fc.assert(
      fc.property(fc.array(step(), { maxLength: 50 }), (steps) => {
        const forwards = steps.map((at) => make()(at));
        const backwards = [...steps]
          .reverse()
          .map((at) => schedule(at))
          .reverse();
        steps.forEach((at, index) => {
          expectSameValue(backwards[index]!, forwards[index]!, `step ${String(at)}`);
        });
      }),
      runs,
    );
  },
  "is finite and not negative everywhere": (make) => {
    const schedule = make();
    for (const at of everyStep) expectLearningRate(schedule(at), at);
    fc.assert(
      fc.property(step(), (at) => {
        expectLearningRate(schedule(at), at);
      }),
      runs,
    );
  },
  "ignores all arguments but the step": (make) => {
    const schedule = make();
    const expected = everyStep.map((at) => schedule(at));
    expect(everyStep.map(schedule)).toEqual(expected);
  },
  "holds its value from its end on": (make) => {
    const schedule = make();
    const { end } = schedule;
    expect(end >= 0, `end is ${String(end)}`).toBe(true);
    if (end === Infinity) return;
    const last = schedule(end);
    for (const at of [end + 0.5, end + 1, end + 100, 2 ** 31, 2 ** 53].filter((at) => at >= end)) {
      expectSameValue(schedule(at), last, `step ${String(at)}, end ${String(end)}`);
    }
  },
  "announces every jump": (make) => {
    const schedule = make();
    expectEvents(schedule, schedule);
  },
  "has a plain JSON spec": (make) => expectSpec(make),
  "is built back from its spec": (make, kinds) => {
    const schedule = make();
    const parsed = parse(throughJson(schedule.spec), kinds) as Schedule;
    expect(isReactive(parsed), "is reactive").toBe(false);
    expect(parsed.spec).toEqual(schedule.spec);
    expect(parsed.end).toBe(schedule.end);
    for (const at of everyStep) expectSameValue(parsed(at), schedule(at), `step ${String(at)}`);
  },
  "refuses every bad step with a RangeError that names its kind": (make) => {
    const schedule = make();
    expectBadStepsRefused((bad) => schedule(bad), schedule.spec.kind);
  },
  "is what an idle combinator around it is": (make) => {
    const schedule = make();
    for (const [name, wrap] of Object.entries(identities)) {
      const same = wrap(make()) as Schedule;
      expect(same.end, name).toBe(schedule.end);
      for (const at of everyStep) {
        expectSameValue(same(at), schedule(at), `${name} at step ${String(at)}`);
      }
    }
  },
});

const observeAll = (schedule: ReactiveSchedule, list: readonly Observation[]): unknown =>
  list.reduce((state, observation) => schedule.observe(state, observation), schedule.initial);

/** Fails unless two schedules, each in a state of its own, agree from `from` on, now and after more observations. */
function expectSameFuture(
  [first, firstState]: readonly [ReactiveSchedule, unknown],
  [second, secondState]: readonly [ReactiveSchedule, unknown],
  from: number,
  what: string,
): void {
  let states = [firstState, secondState];
  for (let round = 0; round < 12; round++) {
    const now = from + round;
    for (const at of [now, now + 0.5, now + 3, now + 50, 2 ** 31]) {
      expectSameValue(
        second.at(at, states[1]),
        first.at(at, states[0]),
        `${what}, step ${String(at)} after ${String(round)} more observations`,
      );
    }
    const values = [1, 2, 2, 3, 0.5, 0.5, NaN, 4, 4, -1, -1, -1];
    const observation = {
      step: now,
      metrics: Object.fromEntries(first.monitors.map((name) => [name, values[round]!])),
    };
    states = [first.observe(states[0], observation), second.observe(states[1], observation)];
  }
}

const stepAfter = (list: readonly Observation[]): number => list.at(-1)?.step ?? 0;

/** Runs `check` for random lists of what the schedule may observe. */
function forObservations(
  make: () => ReactiveSchedule,
  check: (schedule: ReactiveSchedule, list: readonly Observation[]) => void,
): void {
  const schedule = make();
  fc.assert(
    fc.property(observations(schedule.monitors), (list) => check(schedule, list)),
    runs,
  );
}

/** What every schedule that reacts to metrics promises. */
export const reactiveChecks: Checks<ReactiveSchedule> = counted({
  "names what it watches, each name once": (make) => {
    const { monitors } = make();
    expect(isReactive(make()), "is reactive").toBe(true);
    expect(monitors.length, "monitors is empty").toBeGreaterThan(0);
    expect(new Set(monitors).size, `monitors has a name twice: ${monitors.join()}`).toBe(
      monitors.length,
    );
    for (const monitor of monitors) expect(monitor).toEqual(expect.stringMatching(/./));
  },
  "is a pure function of step and state": (make) => {
    forObservations(make, (schedule, list) => {
      const state = deepFreeze(observeAll(schedule, list));
      const other = make();
      const otherState = observeAll(other, list);
      expect(otherState, "the same observations give the same state").toEqual(state);
      const forwards = everyStep.map((at) => schedule.at(at, state));
      const backwards = [...everyStep]
        .reverse()
        .map((at) => other.at(at, otherState))
        .reverse();
      everyStep.forEach((at, index) => {
        expectSameValue(backwards[index]!, forwards[index]!, `step ${String(at)}`);
      });
    });
  },
  "is finite and not negative everywhere": (make) => {
    forObservations(make, (schedule, list) => {
      const state = observeAll(schedule, list);
      for (const at of everyStep) expectLearningRate(schedule.at(at, state), at);
    });
  },
  "holds its value from its end on while nothing is observed": (make) => {
    forObservations(make, (schedule, list) => {
      const { end } = schedule;
      expect(end >= 0, `end is ${String(end)}`).toBe(true);
      const from = Math.max(end, stepAfter(list));
      if (from === Infinity) return;
      const state = observeAll(schedule, list);
      const last = schedule.at(from, state);
      for (const at of [from + 0.5, from + 1, from + 100, 2 ** 31].filter((at) => at >= from)) {
        expectSameValue(schedule.at(at, state), last, `step ${String(at)}, end ${String(end)}`);
      }
    });
  },
  "never changes a state or an observation": (make) => {
    forObservations(make, (schedule, list) => {
      let state = deepFreeze(schedule.initial);
      for (const observation of deepFreeze(structuredClone(list))) {
        const next = schedule.observe(state, observation);
        expect(schedule.observe(state, observation), "observe is deterministic").toEqual(next);
        state = deepFreeze(next);
      }
      expect(schedule.initial, "initial never changes").toEqual(make().initial);
    });
  },
  "counts the same step once": (make) => {
    forObservations(make, (schedule, list) => {
      const state = observeAll(schedule, list);
      const again = list.at(-1)?.step;
      if (again === undefined) return;
      const values = [-5, 0, 5, NaN];
      for (const value of values) {
        // Only what was observed at that step already: another metric of the same step is news.
        const seen = list.filter(({ step: at }) => at === again).map(({ metrics: all }) => all);
        const repeated = Object.fromEntries(
          schedule.monitors
            .filter((monitor) => seen.some((all) => Object.hasOwn(all, monitor)))
            .map((monitor) => [monitor, value]),
        );
        expect(
          schedule.observe(state, { step: again, metrics: repeated }),
          `a second observation at step ${String(again)} changed the state`,
        ).toEqual(state);
      }
    });
  },
  "is indifferent to metrics that it does not watch": (make) => {
    forObservations(make, (schedule, list) => {
      const state = observeAll(schedule, list);
      const at = stepAfter(list) + 1;
      for (const unwatched of [{}, { unwatched: 1 }, { unwatched: NaN }]) {
        const after = schedule.observe(state, { step: at, metrics: unwatched });
        // What is observed next is at the same step, which the unwatched metric must not have used up.
        expectSameFuture([schedule, state], [schedule, after], at, "an unwatched metric");
      }
    });
  },
  "has plain JSON states that lead to the same future": (make) => {
    expectJson(make().initial, "initial");
    forObservations(make, (schedule, list) => {
      const state = observeAll(schedule, list);
      expectJson(state, "state");
      expect(structuredClone(state)).toEqual(state);
      expectSameFuture([schedule, state], [make(), throughJson(state)], stepAfter(list), "JSON");
    });
  },
  "announces every jump that no observation makes": (make) => {
    const schedule = make();
    expectEvents(schedule, (at) => schedule.at(at, schedule.initial));
  },
  "has a plain JSON spec": (make) => expectSpec(make),
  "is built back from its spec": (make, kinds) => {
    const parsed = parse(throughJson(make().spec), kinds) as ReactiveSchedule;
    expect(isReactive(parsed), "is reactive").toBe(true);
    expect(parsed.spec).toEqual(make().spec);
    expect(parsed.end).toBe(make().end);
    expect(parsed.monitors).toEqual(make().monitors);
    expect(parsed.initial).toEqual(make().initial);
    forObservations(make, (schedule, list) => {
      expectSameFuture(
        [schedule, observeAll(schedule, list)],
        [parsed, observeAll(parsed, list)],
        stepAfter(list),
        "parsed",
      );
    });
  },
  "refuses every bad step with a RangeError that names its kind": (make) => {
    const schedule = make();
    const { kind } = schedule.spec;
    expectBadStepsRefused((bad) => schedule.at(bad, schedule.initial), kind);
    const values = Object.fromEntries(schedule.monitors.map((monitor) => [monitor, 1]));
    expectBadStepsRefused(
      (bad) => schedule.observe(schedule.initial, { step: bad, metrics: values }),
      kind,
    );
  },
  "is what an idle combinator around it is": (make) => {
    for (const [name, wrap] of Object.entries(identities)) {
      const same = wrap(make()) as ReactiveSchedule;
      expect(isReactive(same), `${name} is reactive`).toBe(true);
      expect(same.end, name).toBe(make().end);
      expect(same.monitors, name).toEqual(make().monitors);
      forObservations(make, (schedule, list) => {
        expectSameFuture(
          [schedule, observeAll(schedule, list)],
          [same, observeAll(same, list)],
          stepAfter(list),
          name,
        );
      });
    }
  },
  "continues from a snapshot as if nothing had happened": (make) => {
    const schedule = make();
    const course = fc.array(
      fc.record({
        applied: fc.boolean(),
        seen: fc.option(metrics(schedule.monitors), { nil: undefined }),
      }),
      { maxLength: 10 },
    );
    fc.assert(
      fc.property(course, (list) => {
        const walk = (run: ReturnType<typeof drive>, part: typeof list): number[] =>
          part.flatMap(({ applied, seen }) => [
            run.advance(applied),
            seen ? run.observe(seen) : run.value,
          ]);
        const whole = walk(drive(make()), list);
        for (let cut = 0; cut <= list.length; cut++) {
          const first = drive(make());
          walk(first, list.slice(0, cut));
          const snapshot: Snapshot = throughJson(first.snapshot());
          const second = drive(make(), { resume: resumeFrom(snapshot) });
          expect(second.step).toBe(first.step);
          expectSameValue(second.value, first.value, `resumed after ${String(cut)}`);
          walk(second, list.slice(cut)).forEach((value, index) => {
            expectSameValue(
              value,
              whole[2 * cut + index]!,
              `cut at ${String(cut)}, value ${String(index)} after it`,
            );
          });
        }
      }),
      runs,
    );
  },
});

function describeChecks<Made>(
  name: string,
  checks: Checks<Made>,
  make: () => Made,
  kinds: readonly Kind[],
): void {
  describe(`${name}: conformance`, () => {
    test.each(Object.entries(checks))("%s", (_promise, check) => {
      check(make, kinds);
    });
  });
}

/**
 * The tests that every schedule passes.
 *
 * @param name - Names it in the report.
 * @param make - Makes it anew from the same options.
 * @param kinds - The kinds in its spec.
 */
export function describeSchedule(name: string, make: () => Schedule, kinds: readonly Kind[]): void {
  describeChecks(name, scheduleChecks, make, kinds);
}

/** The tests that every schedule passes that reacts to metrics; see {@link describeSchedule}. */
export function describeReactive(
  name: string,
  make: () => ReactiveSchedule,
  kinds: readonly Kind[],
): void {
  describeChecks(name, reactiveChecks, make, kinds);
}
