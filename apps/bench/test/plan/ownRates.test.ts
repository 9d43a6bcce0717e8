import { expect, test } from "vitest";
import { schedulesWithOwnRates } from "../../src/plan/ownRates.ts";

const at = (name: string, learningRate: number, value: number) => ({
  name,
  learningRate,
  description: { per: "step" as const, spec: { kind: "constant", value } },
});

test("a schedule that does the same at every base rate has rates of its own", () => {
  expect(
    schedulesWithOwnRates([
      at("follows", 0.1, 0.1),
      at("follows", 0.2, 0.2),
      at("own", 0.1, 0.5),
      at("own", 0.2, 0.5),
      // At a single rate nobody can tell.
      at("once", 0.1, 0.5),
    ]),
  ).toEqual(["own"]);
});
