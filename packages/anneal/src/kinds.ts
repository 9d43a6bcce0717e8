import {
  clamp,
  constant,
  cosineCurve,
  delay,
  exponentialCurve,
  linearCurve,
  mirrorCosineCurve,
  oneMinusSqrtCurve,
  polynomialCurve,
  product,
  ramp,
  repeat,
  rexCurve,
  scale,
  sequence,
  squareCurve,
  stretch,
} from "@anneal/core";
import type { Kind } from "@anneal/core";
import { cosine, cosineRestarts } from "@anneal/cosine";
import { exponential, inverseTime } from "@anneal/exponential";
import { plateau } from "@anneal/plateau";
import { linear, polynomial } from "@anneal/polynomial";
import { multiStep, piecewise, step } from "@anneal/step";
import { warmup } from "@anneal/warmup";

/** Everything of anneal that has a name in JSON: every schedule, every combinator and every curve. */
export const kinds: readonly Kind[] = [
  clamp,
  constant,
  cosine,
  cosineCurve,
  cosineRestarts,
  delay,
  exponential,
  exponentialCurve,
  inverseTime,
  linear,
  linearCurve,
  mirrorCosineCurve,
  multiStep,
  oneMinusSqrtCurve,
  piecewise,
  plateau,
  polynomial,
  polynomialCurve,
  product,
  ramp,
  repeat,
  rexCurve,
  scale,
  sequence,
  squareCurve,
  step,
  stretch,
  warmup,
];
