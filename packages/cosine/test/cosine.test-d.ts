import type { Schedule } from "@anneal/core";
import { cosine, cosineRestarts } from "@anneal/cosine";
import type { CosineOptions, CosineRestartsOptions } from "@anneal/cosine";
import { expectTypeOf } from "vitest";

export function types(): void {
  expectTypeOf(cosine).parameters.toEqualTypeOf<[CosineOptions]>();
  expectTypeOf(cosine).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(cosineRestarts).parameters.toEqualTypeOf<[CosineRestartsOptions]>();
  expectTypeOf(cosineRestarts).returns.toEqualTypeOf<Schedule>();
  expectTypeOf<CosineOptions>().toExtend<CosineRestartsOptions>();
  expectTypeOf({ initial: 1, steps: 2, cycles: undefined }).toExtend<CosineRestartsOptions>();

  // @ts-expect-error `steps` is required
  cosine({ initial: 1 });
  // @ts-expect-error unknown option
  cosine({ initial: 1, steps: 2, cycles: 3 });
  // @ts-expect-error a string is no length
  cosineRestarts({ initial: 1, steps: "2" });
}
