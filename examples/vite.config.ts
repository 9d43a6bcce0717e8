import { defaultClientConditions, defineConfig } from "vite";

// The packages from source, as everywhere in this repository.
export default defineConfig({
  worker: { format: "es" },
  resolve: { conditions: ["@anneal/source", ...defaultClientConditions] },
});
