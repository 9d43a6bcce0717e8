/*
 * Changes the sources of one package, a little at a time, and says which changes no test notices:
 *
 *   npm install --no-save @stryker-mutator/core@9.6.1 @stryker-mutator/vitest-runner@9.6.1
 *   cd packages/step && npx stryker run ../../tools/mutation/stryker.config.mjs
 *
 * No dependency of the repository, because nobody else needs its two hundred packages.
 */
export default {
  mutate: ["src/**/*.ts"],
  testRunner: "vitest",
  plugins: ["@stryker-mutator/vitest-runner"],
  // Packages find one another, and themselves, through node_modules: a copy would test the sources that were not changed.
  inPlace: true,
  coverageAnalysis: "perTest",
  // Most are wording, or the names of kinds that a bundler leaves out; they would need a new run of everything.
  ignoreStatic: true,
  reporters: ["clear-text", "html"],
};
