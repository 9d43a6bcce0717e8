import { defineConfig } from "tsup";
import { base } from "../../tsup.config.base.ts";

const options = {
  ...base,
  entry: {
    index: "src/index.ts",
    arguments: "src/syntax/arguments.ts",
    ini: "src/syntax/ini.ts",
    python: "src/syntax/python.ts",
    toml: "src/syntax/toml.ts",
    yaml: "src/syntax/yaml.ts",
  },
  // A parser is a file of its own, which is loaded only when it is needed.
  splitting: true,
};

// The command is a program, and needs no other form.
export default defineConfig([
  options,
  { ...base, entry: { cli: "src/cli/main.ts" }, format: ["esm"], dts: false, clean: false },
]);
