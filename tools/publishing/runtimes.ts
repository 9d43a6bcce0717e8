import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Install } from "./packed.ts";
import { run } from "./run.ts";
import { javaScriptOf } from "./typescript.ts";
import { libraryNames, usesOf } from "./uses.ts";

/** The package that has a program for this machine, as npm ships it. */
const programs = {
  bun: {
    name: `@oven/bun-${process.platform}-${process.arch}`,
    file: "bin/bun",
    flags: ["run"],
  },
  deno: {
    name: `@deno/${process.platform}-${process.arch}${process.platform === "linux" ? "-glibc" : ""}`,
    file: "deno",
    flags: ["run", "--allow-all", "--node-modules-dir=manual"],
  },
} as const;

/** A runtime of JavaScript that is not Node. */
export type Runtime = keyof typeof programs;

/**
 * Imports every package with another runtime than Node and trains with the benchmark in it, once with each of some backends. It
 * downloads nothing meanwhile, least of all tfjs-node, which Bun does for a package that it does not find.
 *
 * @param folder - Has the packages, the benchmark among them.
 * @param scratch - A folder for the program and its cache, which does not exist yet.
 */
export async function useIn(
  runtime: Runtime,
  folder: string,
  scratch: string,
  install: Install,
  backends: readonly string[],
): Promise<void> {
  const { name, file, flags } = programs[runtime];
  await install(join(scratch, "program"), [name]);
  const program = join(scratch, "program/node_modules", name, file);
  const cache = join(scratch, "cache");
  const environment = {
    BUN_INSTALL_CACHE_DIR: cache,
    DENO_DIR: cache,
    ANNEAL_NATIVE_DIR: join(scratch, "nothing-here"),
  };
  const names = libraryNames();
  const checks = names.map((_, index) => `check${String(index)}`).join(", ");
  writeFileSync(
    join(folder, "use.mjs"),
    `${javaScriptOf(usesOf(names))}\nif (![${checks}].every(Boolean)) throw new Error(String([${checks}]));\n`,
  );
  await run(program, [...flags, "use.mjs"], folder, environment);
  const version = (await run(program, ["--version"], folder)).split("\n")[0]!;
  process.stdout.write(
    `ok ${runtime} ${version.replace(`${runtime} `, "")} imports ${String(names.length)} packages\n`,
  );
  const cli = join(folder, "node_modules/@anneal/bench/dist/cli.js");
  const small = ["--preset", "smoke", "--samples", "40", "--epochs", "1", "--quiet", "--jobs", "1"];
  for (const backend of backends) {
    const out = join(scratch, backend);
    const args = ["run", ...small, "--backend", backend, "--out", out];
    await run(program, [...flags, cli, ...args], folder, environment);
    const { complete, backend: used } = JSON.parse(
      readFileSync(join(out, "results.json"), "utf8"),
    ) as { readonly complete: boolean; readonly backend: { readonly name: string } };
    if (!complete) throw new Error(`${runtime}: the run is not complete`);
    process.stdout.write(
      `ok ${runtime} runs the benchmark with --backend ${backend}, on ${used.name}\n`,
    );
  }
  const downloaded = existsSync(cache)
    ? readdirSync(cache, { recursive: true, encoding: "utf8" }).filter((path) =>
        path.includes("tfjs-node"),
      )
    : [];
  if (downloaded.length > 0) {
    throw new Error(`${runtime} downloaded ${downloaded[0]!} while it ran`);
  }
}
