import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The version of this package. */
export const ownVersion = (require("@anneal/bench/package.json") as { version: string }).version;

/** The version of an installed package. */
export function versionOf(packageName: string): string {
  return (require(`${packageName}/package.json`) as { version: string }).version;
}
