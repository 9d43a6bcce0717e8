import { defineConfig } from "tsup";
import { script } from "../../tsup.config.base.ts";

export default defineConfig(script("annealTfjs"));
