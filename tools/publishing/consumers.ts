/**
 * Installs the packed packages as a user would and uses them in every way a user might.
 *
 * Run after a build: `npm run check:consumer`.
 */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stage } from "./publishing/stage.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), "anneal-consumer-"));
const compiler = join(root, "node_modules/typescript/bin/tsc");

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
}

/** What a user of each package would import first. */
const uses: Readonly<Record<string, { readonly name: string; readonly check: string }>> = {
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
  anneal: {
    name: "parse",
    check: 'parse({ kind: "cosine", initial: 1, steps: 2 }).end === 2',
  },
  "@anneal/tfjs": { name: "connect", check: 'typeof connect === "function"' },
  "@anneal/wasm-training": {
    name: "registerTrainingKernels",
    check: 'typeof registerTrainingKernels === "function"',
  },
};

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 300_000,
  });
}

function pack(folder: string): [name: string, tarball: string] {
  const staged = stage(folder);
  const manifest = JSON.parse(readFileSync(join(staged, "package.json"), "utf8")) as Manifest;
  const [packed] = JSON.parse(
    run("npm", ["pack", "--json", "--pack-destination", scratch], staged),
  ) as [{ filename: string }];
  return [manifest.name, join(scratch, packed.filename)];
}

function project(name: string, tarballs: readonly string[]): string {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true }));
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...tarballs], folder);
  return folder;
}

function expectEqual(what: string, got: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(got), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: expected ${right}, got ${left}`);
  process.stdout.write(`ok ${what}\n`);
}

/** Uses every package from `folder` as ESM, as CommonJS and from TypeScript under both resolutions. */
function useAll(folder: string, names: readonly string[]): void {
  for (const name of names) {
    const use = uses[name];
    if (!use) throw new Error(`no use is written for ${name}`);
    const assertion = `if (!(${use.check})) throw new Error(${JSON.stringify(use.check)});`;
    writeFileSync(
      join(folder, "use.mjs"),
      `import { ${use.name} } from ${JSON.stringify(name)};\n${assertion}\n`,
    );
    writeFileSync(
      join(folder, "use.cjs"),
      `const { ${use.name} } = require(${JSON.stringify(name)});\n${assertion}\n`,
    );
    run("node", ["use.mjs"], folder);
    run("node", ["use.cjs"], folder);
    process.stdout.write(`ok ${name}: import, require\n`);
  }
  const source = names
    .map((name, index) => {
      const { name: imported, check } = uses[name]!;
      const alias = `${imported}${String(index)}`;
      return [
        `import { ${imported} as ${alias} } from ${JSON.stringify(name)};`,
        `export const check${String(index)}: boolean = ${check.replaceAll(imported, alias)};`,
      ].join("\n");
    })
    .join("\n");
  for (const [file, module, resolution] of [
    ["use-esm.mts", "nodenext", "nodenext"],
    ["use-commonjs.cts", "nodenext", "nodenext"],
    ["use-bundler.ts", "esnext", "bundler"],
  ] as const) {
    writeFileSync(join(folder, file), source);
    const options = ["--noEmit", "--strict", "--target", "es2022"];
    // The declarations of TensorFlow.js itself do not pass a strict compiler.
    const lenient = names.includes("@anneal/tfjs") ? ["--skipLibCheck"] : [];
    run(
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

/** Compiles the examples of every README, which the tests only run: what they show must please a strict compiler as well. */
function compileReadmes(folder: string, readmes: readonly string[]): void {
  const files = readmes.map((readme, index) => {
    const imports = new Map<string, string>();
    const bodies = [...readFileSync(readme, "utf8").matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(
      ([, fence = ""], example) => {
        const body = fence
          .replace(
            /^import (?:\* as (\w+)|\{([^}]*)\}) from ("[^"]+");$/gm,
            (
              _statement,
              namespace: string | undefined,
              names: string | undefined,
              from: string,
            ) => {
              if (namespace) imports.set(namespace, `import * as ${namespace} from ${from};`);
              for (const name of names?.match(/\w+/g) ?? []) {
                imports.set(name, `import { ${name} } from ${from};`);
              }
              return "";
            },
          )
          .replace(/^import "[^"]+";$/gm, (statement) => {
            imports.set(statement, statement);
            return "";
          })
          // Some of what must throw is what the compiler refuses as well.
          .replace(/^(?=.*\/\/ throws )/gm, "// @ts-ignore\n");
        return `export async function example${String(example + 1)}() {\n${body}}`;
      },
    );
    const file = `readme-${String(index)}.mts`;
    writeFileSync(join(folder, file), [...imports.values(), ...bodies].join("\n"));
    return file;
  });
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
  run("node", [compiler, ...options, "--module", "nodenext", ...files], folder);
  process.stdout.write(`ok tsc on the examples of ${String(files.length)} READMEs\n`);
}

try {
  const folders = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  const published = folders.filter((folder) => {
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
    return manifest.private !== true;
  });
  const tarballs = new Map(published.map(pack));
  const tarball = (name: string): string => tarballs.get(name)!;

  const alone = project("cosine-alone", [tarball("@anneal/core"), tarball("@anneal/cosine")]);
  expectEqual(
    "@anneal/cosine brings only itself and @anneal/core",
    [
      readdirSync(join(alone, "node_modules")),
      readdirSync(join(alone, "node_modules/@anneal")),
    ].map((names) => names.filter((name) => !name.startsWith(".")).sort()),
    [["@anneal"], ["core", "cosine"]],
  );
  expectEqual(
    "@anneal/cosine imports @anneal/core instead of carrying a copy",
    /from ["']@anneal\/core["']/.test(
      readFileSync(join(alone, "node_modules/@anneal/cosine/dist/index.js"), "utf8"),
    ),
    true,
  );
  useAll(alone, ["@anneal/core", "@anneal/cosine"]);

  const pure = [...tarballs.keys()].filter(
    (name) => name !== "@anneal/tfjs" && name !== "@anneal/wasm-training",
  );
  useAll(project("schedules", pure.map(tarball)), pure);

  const [benchName, benchTarball] = pack(join(root, "apps/bench"));
  const full = project("everything", [...tarballs.values(), benchTarball]);
  useAll(full, [...tarballs.keys()]);
  compileReadmes(
    full,
    [root, ...published].map((place) => join(place, "README.md")),
  );
  expectEqual(
    "every package carries its licence",
    [...tarballs.keys(), benchName].filter(
      (name) => !existsSync(join(full, "node_modules", name, "LICENSE")),
    ),
    [],
  );
  const command = join(full, "node_modules/.bin/anneal-bench");
  expectEqual(`${benchName} installs its command`, existsSync(command), true);
  run(command, ["run", "--preset", "smoke", "--out", join(full, "results"), "--quiet"], full);
  expectEqual("anneal-bench, packed, trains", existsSync(join(full, "results/results.json")), true);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
