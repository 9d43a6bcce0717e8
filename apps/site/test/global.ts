import { buildSite } from "./builtSite.ts";

/** Builds the site once for all tests that open it. `SITE_BUILT=1` takes what was built before. */
export async function setup(): Promise<void> {
  if (process.env["SITE_BUILT"] === undefined) await buildSite();
}
