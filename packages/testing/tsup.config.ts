import { defineConfig } from "tsup";
import { base } from "../../tsup.config.base.ts";

// vitest is an ES module alone.
export default defineConfig({ ...base, format: ["esm"] });
