import {
  compact,
  during,
  linearCurve,
  plan,
  product,
  ramp,
  scale,
  squareCurve,
  vary,
} from "@anneal/core";
import { expect, test } from "vitest";

const kinds = [during, linearCurve, ramp, scale, squareCurve, vary];

test.each([
  [ramp({ from: 1, to: 0, steps: 3 }), { kind: "ramp", from: 1, to: 0, steps: 3 }],
  [
    ramp({ from: 1, to: 0, steps: 3, curve: squareCurve }),
    { kind: "ramp", from: 1, to: 0, steps: 3, curve: { kind: "squareCurve" } },
  ],
  [
    scale(2, during({ start: 0, steps: 3, outside: 0.5 }, ramp({ from: 1, to: 0, steps: 3 }))),
    {
      kind: "scale",
      factor: 2,
      schedule: {
        kind: "during",
        steps: 3,
        outside: 0.5,
        schedule: { kind: "ramp", from: 1, to: 0, steps: 3 },
      },
    },
  ],
  [
    vary(ramp, { from: during({ steps: 2 }, 1), to: 0, steps: 3, curve: linearCurve }),
    {
      kind: "vary",
      factory: "ramp",
      options: { from: { kind: "during", steps: 2, schedule: 1 }, to: 0, steps: 3 },
    },
  ],
  [
    plan({ learningRate: ramp({ from: 1, to: 0, steps: 3 }), momentum: 0.9 }),
    {
      kind: "plan",
      schedules: { learningRate: { kind: "ramp", from: 1, to: 0, steps: 3 }, momentum: 0.9 },
    },
  ],
])("options that have their default are left out: %#", ({ spec }, short) => {
  const before = structuredClone(spec);
  expect(compact(spec, kinds)).toEqual(short);
  expect(compact(compact(spec, kinds), kinds)).toEqual(short);
  expect(spec).toEqual(before);
});

test("a list of schedules, and a kind without defaults", () => {
  const spec = product([ramp({ from: 1, to: 0, steps: 3 }), 0.5]).spec;
  expect(compact(spec, [product, ...kinds])).toEqual({
    kind: "product",
    schedules: [{ kind: "ramp", from: 1, to: 0, steps: 3 }, 0.5],
  });
});

test("what is wrong is refused where it stands", () => {
  expect(() => compact({ kind: "scale", factor: 1, schedule: { kind: "x" } }, kinds)).toThrow(
    /spec\.schedule\.kind must be one of/,
  );
  expect(() => compact(undefined as never, kinds)).toThrow(/spec must be an object with a kind/);
});
