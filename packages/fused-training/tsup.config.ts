import { defineConfig } from "tsup";
import { base } from "../../tsup.config.base.ts";

// `import.meta.url`, in CommonJS too.
export default defineConfig({ ...base, shims: true });
