import { defineConfig, mergeConfig } from "vitest/config";
import { base } from "../../vitest.config.base.ts";
import manifest from "./package.json" with { type: "json" };

export default mergeConfig(base, defineConfig({ test: { name: manifest.name } }));
