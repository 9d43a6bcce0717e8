export { mean, standardDeviation } from "./mean.ts";
export { median, quantile } from "./quantile.ts";
export { signFlipTest } from "./signFlip.ts";
export { studentDistance } from "./student.ts";
