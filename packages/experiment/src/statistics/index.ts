export { bootstrapInterval } from "./bootstrap.ts";
export { intervalSchema } from "./interval.ts";
export type { Interval } from "./interval.ts";
export { jointSignFlipTest } from "./jointSignFlip.ts";
export { mean, standardDeviation } from "./mean.ts";
export { meanInterval } from "./meanInterval.ts";
export { median, quantile } from "./quantile.ts";
export { signFlipTest } from "./signFlip.ts";
export { studentDistance } from "./student.ts";
