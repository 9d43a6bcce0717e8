import fc from "fast-check";
import { expect, test } from "vitest";
import { adamCoefficients } from "../src/adamCoefficients.ts";

const f = Math.fround;

test("one update of TensorFlow's operation, with the settings of Keras", () => {
  const settings = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
  const [power1, power2, rate, beta1, beta2, epsilon] = adamCoefficients(
    settings,
    f(0.9),
    f(0.999),
  );
  expect([power1, power2, beta1, beta2]).toEqual([0, 0, 0.9, 0.999]);
  // In double precision: 0.001 · √0.001 / 0.1 and 1e-7 · √0.001. Float32 has 1 − 0.999 as 0.000999987125.
  expect(rate).toBeCloseTo(3.16227766e-4 * (1 - 1.29e-5), 9);
  expect(epsilon).toBeCloseTo(3.16227766e-9 * (1 - 1.29e-5), 13);
});

test("a long training with any settings goes as TensorFlow.js's", () => {
  const settings = fc.record({
    learningRate: fc.double({ min: 1e-4, max: 0.1, noNaN: true }),
    beta1: fc.double({ min: 0, max: 0.99, noNaN: true }),
    beta2: fc.double({ min: 0.5, max: 0.9999, noNaN: true }),
    epsilon: fc.constantFrom(1e-8, 1e-7, 1e-3),
  });
  fc.assert(
    fc.property(settings, fc.double({ min: 1e-3, max: 10, noNaN: true }), (adam, slope) => {
      const { learningRate, epsilon } = adam;
      let [power1, power2, first, second, moved] = [1, 1, 0, 0, 0];
      let [exactFirst, exactSecond, expected] = [0, 0, 0];
      for (let step = 0; step < 60; step++) {
        const gradient = slope * (1 + Math.sin(step));
        power1 = f(power1 * f(adam.beta1));
        power2 = f(power2 * f(adam.beta2));
        const [, , rate, beta1, beta2, scaledEpsilon] = adamCoefficients(adam, power1, power2) as [
          number,
          number,
          number,
          number,
          number,
          number,
        ];
        // As in TensorFlow's ApplyAdam, of which only 1 − β is rounded here.
        first += (gradient - first) * f(1 - f(beta1));
        second += (gradient ** 2 - second) * f(1 - f(beta2));
        moved += (rate * first) / (Math.sqrt(second) + scaledEpsilon);

        // As in TensorFlow.js, whose betas are rounded where they multiply, but not where they are taken from 1.
        exactFirst = exactFirst * f(adam.beta1) + gradient * (1 - adam.beta1);
        exactSecond = exactSecond * f(adam.beta2) + gradient ** 2 * (1 - adam.beta2);
        expected +=
          (learningRate * (exactFirst / f(1 - power1))) /
          (Math.sqrt(exactSecond / f(1 - power2)) + epsilon);
      }
      expect(Math.abs(moved - expected) / expected).toBeLessThan(1e-6);
    }),
  );
});
