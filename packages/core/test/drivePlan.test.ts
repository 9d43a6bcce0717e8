import { drive, drivePlan, parsePlan, plan, ramp, resumeFrom } from "@anneal/core";
import type { Plan } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { leafKinds } from "./compositions.ts";
import { halving } from "./halving.ts";

const falling = ramp({ from: 1, to: 0, steps: 4 });
const make = (): Plan<"learningRate" | "momentum"> =>
  plan({ learningRate: halving({ schedule: falling }), momentum: 0.9 });
const parse = (spec: unknown): Plan<"learningRate" | "momentum"> => parsePlan(spec, leafKinds);

test("is walked one update at a time", () => {
  const given = make();
  const run = drivePlan(given);
  expect(run.plan).toBe(given);
  expect([run.step, run.values]).toEqual([0, { learningRate: 1, momentum: 0.9 }]);
  expect(run.advance()).toEqual({ learningRate: 0.75, momentum: 0.9 });
  expect(run.advance(false)).toEqual({ learningRate: 0.75, momentum: 0.9 });
  expect(run.observe(1)).toEqual({ learningRate: 0.75, momentum: 0.9 });
  run.advance();
  expect(run.observe({ loss: 2 })).toEqual({ learningRate: 0.25, momentum: 0.9 });
  expect(run.step).toBe(2);
});

test("gives objects of your own, or fills yours", () => {
  const run = drivePlan(make());
  const values = run.values;
  values.momentum = 0;
  expect(run.values.momentum).toBe(0.9);
  expect(run.advance()).not.toBe(run.values);
  const target = { learningRate: 0, momentum: 0 };
  expect(run.fill(target)).toBe(target);
  expect(target).toEqual({ learningRate: 0.75, momentum: 0.9 });
});

test("gives each value that a drive of its schedule gives", () => {
  const run = drivePlan(make());
  const alone = drive(halving({ schedule: falling }));
  for (const loss of [1, 2, 2, 3]) {
    expect(run.advance().learningRate).toBe(alone.advance());
    expect(run.observe({ loss }).learningRate).toBe(alone.observe({ loss }));
  }
});

test("a plan that reacts to nothing ignores observations", () => {
  const run = drivePlan(plan({ a: falling }));
  expect(run.observe("anything" as never)).toEqual({ a: 1 });
});

test.each([1, { accuracy: 1 }, { loss: "1" }])("refuses the metrics %o", (metrics) => {
  const run = drivePlan(
    plan({ a: halving({ schedule: 1 }), b: halving({ schedule: 1, monitor: "error" }) }),
  );
  expect(() => run.observe(metrics as never)).toThrow(
    /^@anneal\/core: observe: metrics must be numbers by name, at least one of loss, error, got /,
  );
});

describe("resume", () => {
  const stored = (() => {
    const run = drivePlan(make());
    run.advance();
    run.observe(1);
    run.advance();
    run.observe(2);
    return run.snapshot();
  })();

  test("a snapshot is plain JSON", () => {
    expect(stored).toEqual({
      format: 1,
      fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      spec: make().spec,
      step: 2,
      state: { learningRate: { step: 2, last: 2, scale: 0.5, inner: null }, momentum: null },
    });
    expect(JSON.parse(JSON.stringify(stored))).toEqual(stored);
  });

  test("continues where it was", () => {
    const run = drivePlan(make(), {
      resume: resumeFrom(JSON.parse(JSON.stringify(stored)) as typeof stored),
    });
    expect([run.step, run.values]).toEqual([2, { learningRate: 0.25, momentum: 0.9 }]);
    run.advance();
    expect(run.observe(3)).toEqual({ learningRate: 0.0625, momentum: 0.9 });
  });

  const other = plan({ learningRate: halving({ schedule: falling }), momentum: 0.8 });

  test("another plan is refused, and what differs is named", () => {
    expect(() => drivePlan(other, { resume: resumeFrom(stored) })).toThrow(
      new RangeError(
        '@anneal/core: resumeFrom: the snapshot was taken under another plan: spec.schedules.momentum: 0.8 here, 0.9 there; onMismatch "keep-spec" goes on with the values of this one, "use-snapshot" with those of the other',
      ),
    );
  });

  test("another plan may be kept, or the snapshot's", () => {
    const kept = drivePlan(other, { resume: resumeFrom(stored, { onMismatch: "keep-spec" }) });
    expect(kept.values).toEqual({ learningRate: 0.25, momentum: 0.8 });
    const theirs = drivePlan(other, {
      resume: resumeFrom(stored, { onMismatch: "use-snapshot", parse }),
    });
    expect(theirs.values).toEqual({ learningRate: 0.25, momentum: 0.9 });
    expect(theirs.snapshot()).toEqual(stored);
    expect(() =>
      drivePlan(other, { resume: resumeFrom(stored, { onMismatch: "use-snapshot" }) }),
    ).toThrow("parse must be given");
  });

  test("states that do not fit are refused", () => {
    const more = plan({ learningRate: 1, momentum: 0.9 });
    expect(() =>
      drivePlan(more, { resume: resumeFrom(stored, { onMismatch: "keep-spec" }) }),
    ).toThrow(
      new TypeError(
        "@anneal/core: snapshot: state.learningRate must be a finite number or null, as the schedule has it, got (object)",
      ),
    );
    expect(() => drivePlan(make(), { resume: stored as never })).toThrow(
      new TypeError("@anneal/core: drivePlan: resume must be resumeFrom(snapshot), got (object)"),
    );
  });
});

test.each([undefined, null, 1, {}, [0.1], ramp({ from: 1, to: 0, steps: 2 })])(
  "refuses %o, which is no plan",
  (given) => {
    expect(() => drivePlan(given as never)).toThrow("@anneal/core: drivePlan: plan must be a plan");
    expect(() => drivePlan(given as never)).toThrow(TypeError);
  },
);

test("begins at a step, and refuses what it does not know", () => {
  const both = plan({ learningRate: ramp({ from: 1, to: 0, steps: 4 }), momentum: 0.9 });
  const run = drivePlan(both, { from: 2 });
  expect([run.step, run.values]).toEqual([2, { learningRate: 0.5, momentum: 0.9 }]);
  expect(() => drivePlan(both, { step: 2 } as never)).toThrow(
    new TypeError('@anneal/core: drivePlan: each option must be one of from, resume, got "step"'),
  );
});

test("options may be left out as null", () => {
  expect(drivePlan(plan({ learningRate: 0.1 }), null as never).step).toBe(0);
});
