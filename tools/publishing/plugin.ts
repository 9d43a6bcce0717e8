import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Packed } from "./packed.ts";
import { run } from "./run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = (path: string): string => join(root, "node_modules", path);

/** The README of the package of somebody else, whose blocks compose, serialise and draw its schedules beside ours. */
export const pluginPage = join("examples", "plugin", "README.md");

/** Does what the author of a package of schedules would: installs, compiles, tests, builds and packs it. */
async function make(packed: Packed, folder: string): Promise<void> {
  await packed.install(folder, ["@anneal/core", "@anneal/testing", "typescript", "vitest"]);
  const node = (path: string, ...given: readonly string[]): Promise<string> =>
    run(process.execPath, [program(path), ...given], folder);
  await node("typescript/bin/tsc", "-p", "tsconfig.json");
  await node("typescript/bin/tsc", "-p", "tsconfig.build.json");
  await node("vitest/vitest.mjs", "run");
  await node("publint/src/cli.js", "--strict", await packed.add(folder));
}

const configuration = `import { gaussian } from "anneal-schedules-example";

export default {
  preset: "smoke",
  seeds: [1],
  schedule: ["bell"],
  schedules: {
    bell: ({ learningRate, totalSteps }) => gaussian({ initial: learningRate, half: totalSteps / 2 }),
  },
};
`;

/** Trains with a schedule of the package by its name in a configuration of the benchmark. */
async function benchmark(packed: Packed, folder: string): Promise<void> {
  mkdirSync(folder);
  await packed.install(folder, ["@anneal/bench", "anneal-schedules-example"]);
  writeFileSync(join(folder, "anneal.config.mjs"), configuration);
  const command = join(folder, "node_modules/@anneal/bench/dist/cli.js");
  await run(process.execPath, [command, "run", "--out", "results", "--quiet"], folder);
  const results = readFileSync(join(folder, "results/results.json"), "utf8");
  if (!results.includes('"example/gaussian"')) {
    throw new Error("publishing: the results do not name the schedule of the package");
  }
}

/**
 * Makes the package of somebody else, which can be installed from then on, benchmarks it, and makes the skeleton that
 * `anneal-bench init --plugin` writes.
 *
 * @param scratch - A folder for them, which does not exist yet.
 */
export async function packPlugin(packed: Packed, scratch: string): Promise<void> {
  const example = join(scratch, "example");
  for (const name of ["package.json", "README.md", "tsconfig.json", "tsconfig.build.json"]) {
    cpSync(join(root, "examples/plugin", name), join(example, name));
  }
  for (const name of ["src", "test"]) {
    cpSync(join(root, "examples/plugin", name), join(example, name), { recursive: true });
  }
  await make(packed, example);
  process.stdout.write("ok a package of somebody else builds, passes its tests, and is packed\n");

  const bench = join(scratch, "bench");
  await benchmark(packed, bench);
  process.stdout.write("ok the benchmark trains with it, by its name in a configuration\n");

  const command = join(bench, "node_modules/@anneal/bench/dist/cli.js");
  await run(process.execPath, [command, "init", "--plugin", "anneal-skeleton"], scratch);
  await make(packed, join(scratch, "anneal-skeleton"));
  process.stdout.write(
    "ok the skeleton that anneal-bench init writes builds and passes its tests\n",
  );
}
