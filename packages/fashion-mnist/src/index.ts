export { classes, unpack } from "./unpack.ts";
export type { FashionMnist, Split } from "./unpack.ts";
