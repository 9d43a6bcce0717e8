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

/** A build for everybody, and one for the condition `node`, whose schedules tell `console.log` what they are. */
export default defineConfig([
  {
    ...builtFrom("index", false),
    // Nobody reads it: Node has a build of its own, and whoever else takes CommonJS is a bundler.
    esbuildOptions(options, { format }) {
      options.minifyWhitespace = format === "cjs";
    },
  },
  { ...builtFrom("node", true), dts: false },
]);
