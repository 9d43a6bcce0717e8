import { warpedCurve } from "@anneal/core";
import type { Curve } from "@anneal/core";

export const warped = (exponent: number, curve: Curve): Curve =>
  exponent === 1 ? curve : warpedCurve(exponent, curve);
