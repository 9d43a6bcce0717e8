import { defineConfig } from "tsup";
import { base } from "../../tsup.config.base.ts";

export default defineConfig({
  ...base,
  // The command starts `worker.js` and `probe.js` beside itself as child processes.
  entry: {
    index: "src/index.ts",
    cli: "src/cli.ts",
    worker: "src/execution/processes/worker.ts",
    probe: "src/machine/probe.ts",
  },
  format: ["esm"],
  dts: { entry: { index: "src/index.ts" }, compilerOptions: { ignoreDeprecations: "6.0" } },
});
