export type { Dataset } from "./data.ts";
export { datasets, imageSize } from "./datasets.ts";
export type { DatasetDescription, DatasetFile, DatasetName } from "./datasets.ts";
export { referenceNetwork } from "./network.ts";
export { publishedResults } from "./publishedResults.ts";
export { meetsTarget, target } from "./target.ts";
