import { defineConfig } from "tsup";
import { base } from "../../tsup.config.base.ts";

export default defineConfig({
  ...base,
  // The command starts `worker.js` beside itself as a child process.
  entry: ["src/index.ts", "src/cli.ts", "src/worker.ts"],
  format: ["esm"],
  dts: { entry: "src/index.ts", compilerOptions: { ignoreDeprecations: "6.0" } },
});
