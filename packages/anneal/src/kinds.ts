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
import { cyclic, oneCycle, oneCycleMomentum, slantedTriangular } from "@anneal/cyclic";
import { exponential, inverseTime } from "@anneal/exponential";
import { plateau } from "@anneal/plateau";
import { linear, polynomial } from "@anneal/polynomial";
import { multiStep, piecewise, step } from "@anneal/step";
import { inverseSqrt, noam, triStage, warmupStableDecay } from "@anneal/transformer";
import { warmup } from "@anneal/warmup";

/** Everything of anneal that has a name in JSON: every schedule, every combinator and every curve. */
export const kinds: readonly Kind[] = [
  clamp,
  constant,
  cosine,
  cosineCurve,
  cosineRestarts,
  cyclic,
  delay,
  exponential,
  exponentialCurve,
  inverseSqrt,
  inverseTime,
  linear,
  linearCurve,
  mirrorCosineCurve,
  multiStep,
  noam,
  oneCycle,
  oneCycleMomentum,
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
  slantedTriangular,
  squareCurve,
  step,
  stretch,
  triStage,
  warmup,
  warmupStableDecay,
];
