export { testCount, trainCount } from "./layout.ts";
export { classes, unpack } from "./unpack.ts";
export type { FashionMnist, Split } from "./unpack.ts";
