import { defineConfig } from "tsup";
import { base } from "../../tsup.config.base.ts";

export default defineConfig({
  ...base,
  // The command starts `worker.js` and `probe.js` beside itself as child processes.
  entry: ["src/index.ts", "src/cli.ts", "src/worker.ts", "src/probe.ts"],
  format: ["esm"],
  dts: { entry: "src/index.ts", compilerOptions: { ignoreDeprecations: "6.0" } },
});
