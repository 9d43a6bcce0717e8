import { cosineCurve, ramp } from "@anneal/core";
import { cosine } from "@anneal/cosine";
import { describeDecay, duration, step as anyStep } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 0.9, steps: 6, min: 0.1 };

// 0.1 + 0.4 · (1 + cos(t · 30°)).
test.each([
  [0, 0.9],
  [1, 0.5 + 0.2 * Math.sqrt(3)],
  [1.5, 0.5 + 0.2 * Math.SQRT2],
  [2, 0.7],
  [3, 0.5],
  [4, 0.3],
  [5, 0.5 - 0.2 * Math.sqrt(3)],
  [5.999999, 0.1],
  [6, 0.1],
  [7, 0.1],
  [12, 0.1],
  [1e9, 0.1],
])("falls along half a cosine and holds: %d → %d", (at, value) =>
  expect(cosine(options)(at)).toBeCloseTo(value, 12),
);

test("is the ramp along cosineCurve", () => {
  fc.assert(
    fc.property(duration(), anyStep(), (steps, at) => {
      expect(cosine({ initial: 0.9, steps, min: 0.1 })(at)).toBe(
        ramp({ from: 0.9, to: 0.1, steps, curve: cosineCurve })(at),
      );
    }),
  );
});

describe("agrees up to its end with", () => {
  // torch 2.13.0, CosineAnnealingLR(T_max=5, eta_min=0.01) with base rate 0.1, closed form; it rises again after 5.
  // optax 0.2.8, cosine_decay_schedule(0.1, 5, 0.1), float64, has the same values and holds.
  test.each([
    [0, 0.1],
    [1, 0.09140576474687263],
    [2, 0.06890576474687264],
    [3, 0.04109423525312737],
    [4, 0.01859423525312737],
    [5, 0.01],
  ])("PyTorch and optax: %d → %d", (at, value) =>
    expect(cosine({ initial: 0.1, steps: 5, min: 0.01 })(at)).toBeCloseTo(value, 15),
  );

  // keras 3.15.1, CosineDecay(0.1, 5, alpha=0.1), float32.
  test.each([
    [1, 0.09140576422214508],
    [4, 0.01859423518180847],
    [8, 0.010000000707805157],
  ])("Keras: %d → %d", (at, value) =>
    expect(cosine({ initial: 0.1, steps: 5, min: 0.01 })(at)).toBeCloseTo(value, 8),
  );
});

describeDecay("@anneal/cosine", cosine, options, {});
