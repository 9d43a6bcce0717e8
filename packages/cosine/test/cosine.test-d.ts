import type { Schedule } from "@anneal/core";
import { cosine, cosineCycles, cosinePower, cosineRestarts } from "@anneal/cosine";
import type {
  CosineCycle,
  CosineCyclesOptions,
  CosineOptions,
  CosinePowerOptions,
  CosineRestartsOptions,
} from "@anneal/cosine";
import { expectTypeOf } from "vitest";

export function types(): void {
  expectTypeOf(cosine).parameters.toEqualTypeOf<[CosineOptions]>();
  expectTypeOf(cosine).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(cosineRestarts).parameters.toEqualTypeOf<[CosineRestartsOptions]>();
  expectTypeOf(cosineRestarts).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(cosinePower).parameters.toEqualTypeOf<[CosinePowerOptions]>();
  expectTypeOf(cosinePower).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(cosineCycles).parameters.toEqualTypeOf<[CosineCyclesOptions]>();
  expectTypeOf(cosineCycles).returns.toEqualTypeOf<Schedule>();
  expectTypeOf<CosineOptions>().toExtend<CosinePowerOptions>();
  expectTypeOf({ steps: 2, peak: 1, min: undefined }).toExtend<CosineCycle>();
  expectTypeOf<CosineOptions>().toExtend<CosineRestartsOptions>();
  expectTypeOf({ initial: 1, steps: 2, cycles: undefined }).toExtend<CosineRestartsOptions>();

  // @ts-expect-error `steps` is required
  cosine({ initial: 1 });
  // @ts-expect-error unknown option
  cosine({ initial: 1, steps: 2, cycles: 3 });
  // @ts-expect-error a cycle has a peak
  cosineCycles({ cycles: [{ steps: 2 }] });
  // @ts-expect-error optax's name
  cosinePower({ initial: 1, steps: 2, alpha: 0.1 });
  // @ts-expect-error a string is no length
  cosineRestarts({ initial: 1, steps: "2" });
}
