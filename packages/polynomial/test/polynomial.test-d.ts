import type { Schedule } from "@anneal/core";
import { linear, polynomial, polynomialCycles, rex } from "@anneal/polynomial";
import type {
  LinearOptions,
  PolynomialCyclesOptions,
  PolynomialOptions,
  RexOptions,
} from "@anneal/polynomial";
import { expectTypeOf } from "vitest";

export function types(): void {
  expectTypeOf(linear).parameters.toEqualTypeOf<[LinearOptions]>();
  expectTypeOf(linear).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(polynomial).parameters.toEqualTypeOf<[PolynomialOptions]>();
  expectTypeOf(polynomial).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(polynomialCycles).parameters.toEqualTypeOf<[PolynomialCyclesOptions]>();
  expectTypeOf(polynomialCycles).returns.toEqualTypeOf<Schedule>();
  expectTypeOf(rex).parameters.toEqualTypeOf<[RexOptions]>();
  expectTypeOf(rex).returns.toEqualTypeOf<Schedule>();
  expectTypeOf<LinearOptions>().toExtend<PolynomialOptions>();
  expectTypeOf({ initial: 1, steps: 2, power: undefined }).toExtend<PolynomialOptions>();

  // @ts-expect-error `steps` is required
  linear({ initial: 1 });
  // @ts-expect-error unknown option
  linear({ initial: 1, steps: 2, power: 2 });
  // @ts-expect-error `steps` is required
  polynomialCycles({ initial: 1 });
  // @ts-expect-error unknown option
  rex({ initial: 1, steps: 2, power: 2 });
  // @ts-expect-error a string is no exponent
  polynomial({ initial: 1, steps: 2, power: "2" });
}
