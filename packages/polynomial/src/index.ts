export { linear } from "./linear.ts";
export type { LinearOptions } from "./linear.ts";
export { polynomial } from "./polynomial.ts";
export type { PolynomialOptions } from "./polynomial.ts";
