import type { Options } from "tsup";

export const base: Options = {
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  target: "es2022",
  // tsup 8 injects the deprecated `baseUrl`, which TypeScript 6 refuses (TS5101) without this.
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
  // The sources are published beside `dist`: maps that hold them again would double a package.
  sourcemap: true,
  esbuildOptions(options) {
    options.sourcesContent = false;
  },
  clean: true,
  tsconfig: "tsconfig.build.json",
};
