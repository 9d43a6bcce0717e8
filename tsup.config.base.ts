import type { Options } from "tsup";

export const base: Options = {
  entry: ["src/index.ts"],
  format: ["esm", "cjs"],
  target: "es2022",
  // tsup 8 injects the deprecated `baseUrl`, which TypeScript 6 refuses (TS5101) without this.
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
  // No maps: the modules are the sources without their types, in the same lines, and are what people step through.
  clean: true,
  tsconfig: "tsconfig.build.json",
};

/**
 * What a page loads with a script tag: one file with all that it needs but TensorFlow.js, as a global variable.
 *
 * @param globalName - The variable.
 */
export const script = (globalName: string): Options => ({
  entry: ["src/index.ts"],
  format: ["iife"],
  globalName,
  target: "es2022",
  minify: true,
  noExternal: [/^@anneal\//],
  // It comes after the other formats, and lies beside them.
  clean: false,
  tsconfig: "tsconfig.build.json",
});
