import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installFrom } from "./installFrom.ts";
import { pages, runPages } from "./readmes.ts";
import { run } from "./run.ts";
import { useIn } from "./runtimes.ts";
import { publishedFolders } from "./publishedFolders.ts";
import { besideTensorFlow, tensorFlowVersions } from "./tensorflow.ts";
import { compiler } from "./typescript.ts";
import { uses, usesOf } from "./uses.ts";

function expectEqual(what: string, got: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`);
  process.stdout.write(`ok ${what}\n`);
}

/** Uses every package from `folder` as ESM, as CommonJS and from TypeScript under both resolutions. */
async function useAll(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const use = uses[name];
    if (!use) throw new Error(`no use is written for ${name}`);
    const assertion = `if (!(${use.check})) throw new Error(${JSON.stringify(use.check)});`;
    writeFileSync(
      join(folder, "use.mjs"),
      `import { ${use.name} } from ${JSON.stringify(use.from ?? name)};\n${assertion}\n`,
    );
    writeFileSync(
      join(folder, "use.cjs"),
      `const { ${use.name} } = require(${JSON.stringify(use.from ?? name)});\n${assertion}\n`,
    );
    await run("node", ["use.mjs"], folder);
    await run("node", ["use.cjs"], folder);
    process.stdout.write(`ok ${name}: import, require\n`);
  }
  if (names.includes("@anneal/cosine")) {
    const shown = "cosine({ initial: 0.1, steps: 100, min: 0 })";
    for (const [file, load] of [
      ["show.mjs", 'import { cosine } from "@anneal/cosine";'],
      ["show.cjs", 'const { cosine } = require("@anneal/cosine");'],
    ] as const) {
      const print = "console.log(cosine({ initial: 0.1, steps: 100 }));";
      writeFileSync(join(folder, file), `${load}\n${print}\n`);
      expectEqual(`${file}: console.log`, (await run("node", [file], folder)).trim(), shown);
    }
  }
  const source = usesOf(names);
  for (const [file, module, resolution] of [
    ["use-esm.mts", "nodenext", "nodenext"],
    ["use-commonjs.cts", "nodenext", "nodenext"],
    ["use-bundler.ts", "esnext", "bundler"],
  ] as const) {
    writeFileSync(join(folder, file), source);
    const options = ["--noEmit", "--strict", "--target", "es2022"];
    // The declarations of TensorFlow.js itself do not pass a strict compiler.
    const lenient = names.includes("@anneal/tfjs") ? ["--skipLibCheck"] : [];
    await run(
      "node",
      [
        compiler,
        ...options,
        ...lenient,
        "--module",
        module,
        "--moduleResolution",
        resolution,
        file,
      ],
      folder,
    );
    process.stdout.write(`ok tsc ${file} under ${resolution}\n`);
  }
}

/**
 * Installs the published packages as a user would and uses them in every way a user might.
 *
 * @param scratch - A folder for their projects, which does not exist yet.
 * @param environment - Makes npm use the registry that has the packages.
 * @param hasLibrary - Whether it has the native library of `@anneal/fused-training` for this machine.
 */
export async function installAsStrangers(
  scratch: string,
  environment: Readonly<Record<string, string>>,
  hasLibrary: boolean,
): Promise<void> {
  const names = publishedFolders()
    .map(
      (folder) =>
        (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { name: string }).name,
    )
    // It serves in tests alone, beside vitest: the blocks of its README use it.
    .filter((name) => name !== "@anneal/testing");
  const libraries = names.filter((name) => name !== "@anneal/bench");

  const install = installFrom(environment);
  const project = async (name: string, packages: readonly string[]): Promise<string> => {
    const folder = join(scratch, name);
    await install(folder, packages);
    return folder;
  };

  const alone = await project("cosine-alone", ["@anneal/cosine"]);
  expectEqual(
    "@anneal/cosine brings only itself and @anneal/core",
    [
      readdirSync(join(alone, "node_modules")),
      readdirSync(join(alone, "node_modules/@anneal")),
    ].map((found) => found.filter((name) => !name.startsWith(".")).sort()),
    [["@anneal"], ["core", "cosine"]],
  );
  expectEqual(
    "@anneal/cosine imports @anneal/core instead of carrying a copy",
    /from ["']@anneal\/core["']/.test(
      readFileSync(join(alone, "node_modules/@anneal/cosine/dist/index.js"), "utf8"),
    ),
    true,
  );
  await useAll(alone, ["@anneal/core", "@anneal/cosine"]);

  const pure = libraries.filter(
    (name) =>
      ![
        "tfjs",
        "wasm-training",
        "node-training",
        "fused-training",
        "fashion-mnist",
        "experiment",
      ].includes(name.replace("@anneal/", "")),
  );
  await useAll(await project("schedules", pure), pure);

  const full = await project("everything", names);
  await useAll(full, libraries);
  if (hasLibrary) {
    // Without what this machine keeps of its own builds.
    const asked =
      'import { findEngine } from "@anneal/fused-training"; console.log(JSON.stringify(findEngine()));';
    writeFileSync(join(full, "engine.mjs"), asked);
    const printed = await run("node", ["engine.mjs"], full, {
      XDG_CACHE_HOME: join(full, "cache"),
    });
    const { engine, reason } = JSON.parse(printed) as { engine: string; reason?: string };
    expectEqual(
      "the native library comes with @anneal/fused-training",
      [engine, reason],
      ["native", undefined],
    );
  }
  expectEqual(
    "every package carries its licence and its changelog",
    names.flatMap((name) =>
      ["LICENSE", "CHANGELOG.md"]
        .map((file) => join("node_modules", name, file))
        .filter((file) => !existsSync(join(full, file))),
    ),
    [],
  );
  await useIn("bun", full, join(scratch, "bun"), install, ["auto"]);
  for (const version of tensorFlowVersions) {
    await besideTensorFlow(version, join(scratch, `tensorflow-${version}`), install);
  }
  await runPages(pages(), join(scratch, "pages"), install);
  const command = join(full, "node_modules/.bin/anneal-bench");
  await run(command, ["run", "--preset", "smoke", "--out", join(full, "results"), "--quiet"], full);
  expectEqual(
    "anneal-bench, installed, trains",
    existsSync(join(full, "results/results.json")),
    true,
  );
}
