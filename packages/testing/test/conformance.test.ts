import {
  constant,
  defineSchedule,
  linearCurve,
  name,
  nonNegative,
  positive,
  ramp,
  scale,
} from "@anneal/core";
import type { Kind, Observation, ReactiveSchedule, Schedule, ScheduleSpec } from "@anneal/core";
import {
  describeReactive,
  describeSchedule,
  reactiveChecks,
  scheduleChecks,
} from "@anneal/testing";
import type { Checks } from "@anneal/testing";
import { describe, expect, test } from "vitest";
import { counted } from "../src/conformance.ts";

describeSchedule("constant", () => constant(0.1), [constant]);
describeSchedule("ramp", () => ramp({ from: 1, to: 0.1, steps: 7.3 }), [ramp, linearCurve]);
describeSchedule("scale", () => scale(0.3, constant(0.1)), [scale, constant]);

interface State {
  readonly step: number | null;
  readonly seen: number;
}

const options = { initial: nonNegative, offset: positive, monitor: name };

/** Falls with the number of observations. */
const counting = defineSchedule<
  { initial: number; offset: number; monitor: string },
  (options: { initial: number; offset: number; monitor: string }) => ReactiveSchedule<State>,
  State
>("counting", {
  package: "theirs",
  options,
  build: ({ initial, offset, monitor }) => ({
    initial: { step: null, seen: 0 },
    monitors: [monitor],
    at: (_step, { seen }) => initial / (offset + seen),
    observe: (state, { step, metrics }) =>
      metrics[monitor] === undefined || step === state.step
        ? state
        : { step, seen: state.seen + 1 },
  }),
});
const makeCounting = (): ReactiveSchedule => counting({ initial: 1, offset: 2, monitor: "loss" });

describeReactive("counting", makeCounting, [counting]);

/** Which of the checks `make` does not pass. */
function failures<Made>(
  checks: Checks<Made>,
  make: () => Made,
  kinds: readonly Kind[],
): readonly string[] {
  return Object.entries(checks)
    .filter(([, check]) => {
      try {
        check(make, kinds);
        return false;
      } catch {
        return true;
      }
    })
    .map(([promise]) => promise);
}

const kinds = [ramp, linearCurve];
const good = (): Schedule => ramp({ from: 1, to: 0.1, steps: 7 });

/** A ramp with something wrong; `at` replaces its values. */
function broken(
  change: { end?: number; spec?: (spec: ScheduleSpec) => unknown; toJSON?: () => unknown },
  at: (step: number, ...rest: unknown[]) => unknown = good(),
): Schedule {
  const { end = 7, spec = (own: ScheduleSpec) => own, toJSON } = change;
  const write = (): unknown => spec(good().spec);
  return Object.defineProperty(
    Object.assign((...values: [number]) => at(...values), {
      end,
      toJSON: toJSON ?? write,
      node: { ...good().node, end, at: (step: number) => at(step) },
    }),
    "spec",
    { get: write },
  ) as unknown as Schedule;
}

let calls = 0;
const shared = good().spec;

const brokenSchedules: readonly (readonly [string, string, () => Schedule])[] = [
  [
    "its value depends on the call",
    "is a pure function of the step",
    () => broken({}, (step) => good()(step) + (calls++ % 2)),
  ],
  [
    "a later instance differs",
    "is what an idle combinator around it is",
    () => broken({ end: calls++ % 2 }),
  ],
  [
    "a value is NaN",
    "is finite and not negative everywhere",
    () => broken({}, (step) => (step === 200 ? NaN : good()(step))),
  ],
  [
    "a value is negative far away",
    "is finite and not negative everywhere",
    () => broken({}, (step) => (step > 2 ** 40 ? -1 : good()(step))),
  ],
  [
    "a value is a string",
    "is finite and not negative everywhere",
    () => broken({}, (step) => String(good()(step))),
  ],
  [
    "it looks at a second argument",
    "ignores all arguments but the step",
    () => broken({}, (step, index) => good()(step) + (index === undefined ? 0 : 1)),
  ],
  ["it ends too early", "holds its value from its end on", () => broken({ end: 6 })],
  ["its end is NaN", "holds its value from its end on", () => broken({ end: NaN })],
  [
    "it changes long after its end",
    "holds its value from its end on",
    () => broken({}, (step) => (step > 2 ** 30 ? 0 : good()(step))),
  ],
  [
    "it announces what is over",
    "announces every jump",
    () => Object.assign(broken({}), { node: { ...good().node, next: () => 7 } }),
  ],
  [
    "it jumps where it announces nothing",
    "announces every jump",
    () => broken({}, (step) => (step < 20.3 ? 1 : 0.5)),
  ],
  [
    "it announces what comes after its end",
    "announces every jump",
    () => Object.assign(broken({}), { node: { ...good().node, next: (at: number) => at + 2 } }),
  ],
  [
    "its spec holds undefined",
    "has a plain JSON spec",
    () => broken({ spec: (spec) => ({ ...spec, none: undefined }) }),
  ],
  [
    "its spec holds Infinity",
    "has a plain JSON spec",
    () => broken({ spec: (spec) => ({ ...spec, steps: Infinity }) }),
  ],
  [
    "its spec holds a Date",
    "has a plain JSON spec",
    () => broken({ spec: (spec) => ({ ...spec, when: new Date(0) }) }),
  ],
  [
    "its spec holds a function",
    "has a plain JSON spec",
    () => broken({ spec: (spec) => ({ ...spec, curve: linearCurve }) }),
  ],
  [
    "its spec is always the same object",
    "has a plain JSON spec",
    () => broken({ spec: () => shared }),
  ],
  [
    "its JSON form is another",
    "has a plain JSON spec",
    () => broken({ toJSON: () => ({ kind: "ramp" }) }),
  ],
  [
    "its spec lacks an option",
    "is built back from its spec",
    () => broken({ spec: (spec) => ({ ...spec, to: 0 }) }),
  ],
  [
    "its spec names an unknown kind",
    "is built back from its spec",
    () => broken({ spec: (spec) => ({ ...spec, kind: "slope" }) }),
  ],
  [
    "it takes every step",
    "refuses every bad step with a RangeError that names its kind",
    () => broken({}, (step) => (step >= 0 ? good()(step) : 0)),
  ],
  [
    "it takes a bad step for a TypeError",
    "refuses every bad step with a RangeError that names its kind",
    () =>
      broken({}, (step) => {
        if (typeof step !== "number") throw new TypeError("ramp: step");
        return good()(step);
      }),
  ],
  [
    "it does not say who refuses",
    "refuses every bad step with a RangeError that names its kind",
    () =>
      broken({}, (step) => {
        if (typeof step === "number" && step >= 0 && step < Infinity) return good()(step);
        throw new RangeError("bad step");
      }),
  ],
];

test("a promise about which nothing is asked is not kept", () => {
  const { silent, spoken } = counted({
    silent: () => undefined,
    spoken: () => expect(1).toBe(1),
  });
  expect(() => silent!(good, kinds)).toThrow("comparisons: expected 0 to be greater than 0");
  expect(() => spoken!(good, kinds)).not.toThrow();
});

describe("a broken schedule is found out", () => {
  test.each(brokenSchedules)("%s", (_name, promise, make) => {
    expect(failures(scheduleChecks, make, kinds)).toContain(promise);
  });

  test("whatever it breaks", () => {
    expect(new Set(brokenSchedules.map(([, promise]) => promise))).toEqual(
      new Set(Object.keys(scheduleChecks)),
    );
  });

  test("and the schedule that was broken is whole", () => {
    expect(failures(scheduleChecks, () => broken({}), kinds)).toEqual([]);
  });
});

type Reactive = ReactiveSchedule<State>;

/** A counting schedule with something wrong. */
function brokenReactive(change: (schedule: Reactive) => object): ReactiveSchedule {
  const schedule = counting({ initial: 1, offset: 2, monitor: "loss" });
  return {
    ...schedule,
    spec: schedule.spec,
    at: (step: number, state: State) => schedule.at(step, state),
    observe: (state: State, observation: Observation) => schedule.observe(state, observation),
    ...change(schedule),
  };
}

const brokenReactives: readonly (readonly [string, string, (schedule: Reactive) => object])[] = [
  ["it watches nothing", "names what it watches, each name once", () => ({ monitors: [] })],
  [
    "it watches a metric twice",
    "names what it watches, each name once",
    () => ({ monitors: ["loss", "loss"] }),
  ],
  [
    "its value depends on the call",
    "is a pure function of step and state",
    (own) => ({ at: (step: number, state: State) => own.at(step, state) + (calls++ % 2) }),
  ],
  [
    "its state depends on the call",
    "is a pure function of step and state",
    (own) => ({
      observe: (state: State, seen: Observation) => ({
        ...own.observe(state, seen),
        seen: calls++,
      }),
    }),
  ],
  [
    "its value grows without a bound",
    "is finite and not negative everywhere",
    () => ({ at: (_step: number, { seen }: State) => (seen > 3 ? Infinity : 1) }),
  ],
  [
    "it ends too early",
    "holds its value from its end on while nothing is observed",
    (own) => ({ end: 3, at: (step: number, state: State) => own.at(step, state) / (1 + step) }),
  ],
  [
    "its end is NaN",
    "holds its value from its end on while nothing is observed",
    () => ({ end: NaN }),
  ],
  [
    "it changes the state that it is given",
    "never changes a state or an observation",
    (own) => ({
      observe: (state: State, seen: Observation) => Object.assign(state, own.observe(state, seen)),
    }),
  ],
  [
    "it changes the observation",
    "never changes a state or an observation",
    (own) => ({
      observe: (state: State, seen: Observation) => {
        Object.assign(seen.metrics, { loss: 0 });
        return own.observe(state, seen);
      },
    }),
  ],
  [
    "it counts the same step twice",
    "counts the same step once",
    () => ({
      observe: (state: State, { step, metrics }: Observation) =>
        metrics["loss"] === undefined ? state : { step, seen: state.seen + 1 },
    }),
  ],
  [
    "it counts metrics of others",
    "is indifferent to metrics that it does not watch",
    () => ({
      observe: (state: State, { step }: Observation) =>
        state.step === step ? state : { step, seen: state.seen + 1 },
    }),
  ],
  [
    "a metric of others uses the step up",
    "is indifferent to metrics that it does not watch",
    (own) => ({
      observe: (state: State, seen: Observation) => ({
        ...own.observe(state, seen),
        step: seen.step,
      }),
    }),
  ],
  [
    "its state holds NaN",
    "has plain JSON states that lead to the same future",
    (own) => ({
      observe: (state: State, seen: Observation) => ({
        ...own.observe(state, seen),
        last: NaN,
      }),
    }),
  ],
  [
    "its state holds a Map",
    "has plain JSON states that lead to the same future",
    () => ({ initial: { step: null, seen: 0, all: new Map() } }),
  ],
  [
    "its state is hidden",
    "continues from a snapshot as if nothing had happened",
    (own) => {
      let hidden = 0;
      return {
        observe: (state: State, seen: Observation) => {
          hidden += 1;
          return own.observe(state, seen);
        },
        at: (step: number, state: State) => own.at(step, state) + hidden,
      };
    },
  ],
  [
    "it jumps where it announces nothing",
    "announces every jump that no observation makes",
    () => ({ at: (step: number) => (step < 2.3 ? 1 : 0.5) }),
  ],
  [
    "its spec holds Infinity",
    "has a plain JSON spec",
    (own) => ({ spec: { ...own.spec, offset: Infinity } }),
  ],
  [
    "its spec lacks what it does",
    "is built back from its spec",
    () => ({ spec: { kind: "counting", initial: 2, offset: 2, monitor: "loss" } }),
  ],
  [
    "it takes every step",
    "refuses every bad step with a RangeError that names its kind",
    (own) => ({ at: (_step: number, state: State) => own.at(0, state) }),
  ],
  [
    "it observes at every step",
    "refuses every bad step with a RangeError that names its kind",
    (own) => ({
      observe: (state: State, seen: Observation) => own.observe(state, { ...seen, step: 1 }),
    }),
  ],
  [
    "its end depends on the call",
    "is what an idle combinator around it is",
    () => ({ end: 5 + (calls++ % 2) }),
  ],
];

describe("a broken reactive schedule is found out", () => {
  test.each(brokenReactives)("%s", (_name, promise, change) => {
    const make = (): ReactiveSchedule => brokenReactive(change);
    expect(failures(reactiveChecks, make, [counting])).toContain(promise);
  });

  test("whatever it breaks", () => {
    expect(new Set(brokenReactives.map(([, promise]) => promise))).toEqual(
      new Set(Object.keys(reactiveChecks)),
    );
  });

  test("and the schedule that was broken is whole, but for its spec, which is one object", () => {
    expect(failures(reactiveChecks, () => brokenReactive(() => ({})), [counting])).toEqual([
      "has a plain JSON spec",
    ]);
  });
});
