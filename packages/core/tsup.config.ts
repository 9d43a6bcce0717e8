import { defineConfig } from "tsup";
import type { Options } from "tsup";
import { base } from "../../tsup.config.base.ts";

const builtFrom = (entry: string, displays: boolean): Options => ({
  ...base,
  entry: [`src/${entry}.ts`],
  // Each would remove what the other has built.
  clean: [`dist/${entry}.*`],
  define: { "import.meta.annealDisplays": String(displays) },
});

/**
 * A build for everybody, and one for the condition `node` and for CommonJS, whose schedules tell `console.log` what they are.
 * The declarations are those of both.
 */
export default defineConfig([
  { ...builtFrom("index", false), format: "esm", dts: false },
  builtFrom("node", true),
]);
