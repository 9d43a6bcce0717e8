import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pages, runPages } from "./readmes.ts";
import { run } from "./run.ts";
import { publishedFolders } from "./publishedFolders.ts";
import { besideTensorFlow, tensorFlowVersions } from "./tensorflow.ts";
import { compiler } from "./typescript.ts";

interface Use {
  /** Where a package has one entry a subject: the entry. @defaultValue the package */
  readonly from?: string;
  readonly name: string;
  readonly check: string;
}

/** What a user of each package would import first. */
const uses: Readonly<Record<string, Use>> = {
  "@anneal/core": { name: "ramp", check: "ramp({ from: 0.1, to: 0, steps: 10 })(10) === 0" },
  "@anneal/step": { name: "step", check: "step({ initial: 1, every: 2 })(1) === 1" },
  "@anneal/exponential": {
    name: "exponential",
    check: "exponential({ initial: 1, factor: 0.5 })(1) === 0.5",
  },
  "@anneal/polynomial": { name: "linear", check: "linear({ initial: 1, steps: 2 })(1) === 0.5" },
  "@anneal/cosine": { name: "cosine", check: "cosine({ initial: 1, steps: 2 })(1) === 0.5" },
  "@anneal/cyclic": {
    name: "oneCycle",
    check: "oneCycle({ peak: 1, steps: 10 })(3) === 1",
  },
  "@anneal/transformer": {
    name: "inverseSqrt",
    check: "inverseSqrt({ peak: 1, warmup: 3 })(12) === 0.5",
  },
  "@anneal/warmup": {
    name: "warmup",
    check: "warmup({ schedule: 1, steps: 3 })(0) === 0.25",
  },
  "@anneal/plateau": {
    name: "plateau",
    check: 'plateau({ schedule: 1 }).monitors[0] === "val_loss"',
  },
  "@anneal/compat": {
    name: "torchStepLR",
    check: "torchStepLR({ lr: 1, stepSize: 2, gamma: 0.5 })(2) === 0.5",
  },
  "@anneal/import": {
    name: "fromKeras",
    check:
      'fromKeras({ class_name: "Adam", config: { learning_rate: 0.5 } }).learningRate(9) === 0.5',
  },
  anneal: {
    name: "parse",
    check: 'parse({ kind: "cosine", initial: 1, steps: 2 }).end === 2',
  },
  "@anneal/tfjs": { name: "connect", check: 'typeof connect === "function"' },
  "@anneal/wasm-training": {
    name: "registerTrainingKernels",
    check: 'typeof registerTrainingKernels === "function"',
  },
  "@anneal/node-training": {
    name: "registerFusedTraining",
    check: 'typeof registerFusedTraining === "function"',
  },
  "@anneal/fashion-mnist": { name: "classes", check: "classes.length === 10" },
  "@anneal/fused-training": { name: "fuse", check: 'typeof fuse === "function"' },
  "@anneal/experiment": {
    from: "@anneal/experiment/statistics",
    name: "median",
    check: "median([1, 100]) === 50.5",
  },
};

function expectEqual(what: string, got: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`);
  process.stdout.write(`ok ${what}\n`);
}

/** A module in TypeScript that uses packages, and exports whether each did what it must: `check0`, `check1`, … */
export const usesOf = (names: readonly string[]): string =>
  names
    .map((name, index) => {
      const { name: imported, check, from = name } = uses[name]!;
      const alias = `${imported}${String(index)}`;
      return [
        `import { ${imported} as ${alias} } from ${JSON.stringify(from)};`,
        `export const check${String(index)}: boolean = ${check.replaceAll(imported, alias)};`,
      ].join("\n");
    })
    .join("\n");

/** Names of the packages that are libraries for every program: the command is none, and the suite is for tests. */
export const libraryNames = (): readonly string[] => Object.keys(uses);

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

  const install = async (folder: string, packages: readonly string[]): Promise<void> => {
    // No script: that of tfjs-node downloads a library of 270 MB.
    const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    await run("npm", ["install", ...quiet, ...packages], folder, environment);
  };
  const project = async (name: string, packages: readonly string[]): Promise<string> => {
    const folder = join(scratch, name);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true }));
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
