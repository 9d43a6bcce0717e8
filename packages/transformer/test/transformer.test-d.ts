import { cosineCurve } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { inverseSqrt, noam, powerLaw, triStage, warmupStableDecay } from "@anneal/transformer";
import type {
  InverseSqrtOptions,
  NoamOptions,
  PowerLawOptions,
  TriStageOptions,
  WarmupStableDecayOptions,
} from "@anneal/transformer";
import { expectTypeOf } from "vitest";

export function types(): void {
  expectTypeOf(inverseSqrt).parameters.toEqualTypeOf<[InverseSqrtOptions]>();
  expectTypeOf(inverseSqrt).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(noam).parameters.toEqualTypeOf<[NoamOptions]>();
  expectTypeOf(noam).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(powerLaw).parameters.toEqualTypeOf<[PowerLawOptions]>();
  expectTypeOf(powerLaw).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(triStage).parameters.toEqualTypeOf<[TriStageOptions]>();
  expectTypeOf(triStage).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(warmupStableDecay).parameters.toEqualTypeOf<[WarmupStableDecayOptions]>();
  expectTypeOf(warmupStableDecay).returns.toEqualTypeOf<Schedule>();

  expectTypeOf({ peak: 1, warmup: 0, timescale: undefined }).toExtend<InverseSqrtOptions>();
  const phases = { warmup: 1, stable: 2, decay: 3 };
  expectTypeOf({ ...phases, peak: 1, curve: cosineCurve }).toExtend<WarmupStableDecayOptions>();

  // @ts-expect-error `warmup` is required
  inverseSqrt({ peak: 1 });
  // @ts-expect-error another word
  inverseSqrt({ peak: 1, warmup: 2, first: "one" });
  // @ts-expect-error `amplitude` is required
  powerLaw({ peak: 1, exponent: -1, warmup: 2 });
  // @ts-expect-error unknown option
  noam({ dimension: 1, warmup: 2, peak: 3 });
  // @ts-expect-error a function is no curve
  warmupStableDecay({ ...phases, peak: 1, curve: (progress: number) => progress });
  // @ts-expect-error `min` is required
  triStage({ initial: 0, peak: 1, warmup: 1, hold: 2, decay: 3 });
}
