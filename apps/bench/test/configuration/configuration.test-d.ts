import { defineConfig, resultsSchema } from "@anneal/bench";
import type { Results, Totals } from "@anneal/bench";
import { constant, cosine, plateau, warmup } from "anneal";
import { expectTypeOf } from "vitest";

export const everyForm = defineConfig({
  schedules: {
    code: ({ learningRate, totalSteps }) =>
      warmup({ schedule: cosine({ initial: learningRate, steps: totalSteps }), steps: 10 }),
    totals: (totals) => {
      expectTypeOf(totals).toEqualTypeOf<Totals>();
      return 0.01;
    },
    bare: () => (step) => 0.01 / (step + 1),
    schedule: constant(0.01),
    reactive: plateau({ schedule: 0.01 }),
    spec: { kind: "exponential", initial: 0.01, factor: 0.999 },
    clocked: { per: "epoch", schedule: () => (epoch) => 0.01 / (epoch + 1) },
    keras: { learningRateScheduler: (epoch, lr) => (epoch >= 5 ? lr * 0.5 : lr) },
  },
});

// @ts-expect-error A preset that does not exist.
export const badPreset = defineConfig({ preset: "fast" });

// @ts-expect-error A clock that does not exist.
export const badClock = defineConfig({ schedules: { mine: { per: "batch", schedule: () => 1 } } });

export const parse = (value: unknown): Results => resultsSchema.parse(value);
