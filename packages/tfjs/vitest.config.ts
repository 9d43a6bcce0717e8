import { createRequire } from "node:module";
import { join } from "node:path";
import { defineConfig, mergeConfig } from "vitest/config";
import { base } from "../../vitest.config.base.ts";
import manifest from "./package.json" with { type: "json" };

const native = process.env["ANNEAL_TESTED_NATIVE_DIR"];

export default mergeConfig(
  base,
  defineConfig({
    test: { name: manifest.name, setupFiles: ["test/tensorflow.ts"] },
    resolve: {
      alias:
        native === undefined
          ? []
          : [
              {
                find: /^@tensorflow\/tfjs$/,
                replacement: createRequire(join(native, "package.json")).resolve(
                  "@tensorflow/tfjs",
                ),
              },
            ],
    },
  }),
);
