import { fileURLToPath } from "node:url";
import { defaultServerConditions } from "vite";
import type { ViteUserConfig } from "vitest/config";

// Tests run against source. Node tests resolve through `ssr`; `resolve` alone would silently test `dist`.
const conditions = ["@anneal/source", ...defaultServerConditions];

export const base = {
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["console", "fastCheck"].map((name) =>
      fileURLToPath(new URL(`./vitest.${name}.ts`, import.meta.url)),
    ),
    watch: false,
    // For what hangs: on a machine that is busy a test may take many times as long as on an idle one.
    testTimeout: 30_000,
    // A test that compares nothing says nothing.
    expect: { requireAssertions: true },
    coverage: { provider: "v8", include: ["src/**/*.ts"] },
  },
} satisfies ViteUserConfig;
