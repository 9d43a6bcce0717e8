export { linear } from "./linear.ts";
export type { LinearOptions } from "./linear.ts";
export { polynomial } from "./polynomial.ts";
export type { PolynomialOptions } from "./polynomial.ts";
export { polynomialCycles } from "./polynomialCycles.ts";
export type { PolynomialCyclesOptions } from "./polynomialCycles.ts";
export { rex } from "./rex.ts";
export type { RexOptions } from "./rex.ts";
