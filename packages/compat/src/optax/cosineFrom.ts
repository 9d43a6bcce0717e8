import { constant, cosineCurve, ramp } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { raisedCurve } from "../curves.ts";

export const cosineFrom = (from: number, to: number, steps: number, exponent: number): Schedule =>
  exponent > 0
    ? ramp({
        from,
        to,
        steps,
        curve: exponent === 1 ? cosineCurve : raisedCurve(exponent, cosineCurve),
      })
    : constant(from);
