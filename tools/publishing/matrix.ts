/**
 * Uses the packed packages with what strangers may have: compilers of TypeScript from 5.0 to 7, Bun and Deno as npm ships them,
 * and a page that Vite builds, in Chromium. Installs the compilers and the runtimes from npm, each into a folder of its own.
 *
 * Run after a build: `npm run matrix`, or `npm run matrix -- bun vite` for some of it.
 */
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
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { libraryNames, usesOf } from "./consumers.ts";
import { packAll } from "./packed.ts";
import type { Packed } from "./packed.ts";
import { run } from "./run.ts";
import { javaScriptOf } from "./typescript.ts";

const tell = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** A folder that has the packages, and what npm installs beside them. */
async function project(
  scratch: string,
  packages: readonly string[],
  { install }: Packed,
  fromNpm: readonly string[] = [],
): Promise<string> {
  mkdirSync(scratch, { recursive: true });
  writeFileSync(join(scratch, "package.json"), JSON.stringify({ private: true, type: "module" }));
  if (fromNpm.length > 0) {
    const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-save"];
    await run("npm", ["install", ...quiet, ...fromNpm], scratch);
  }
  await install(scratch, packages);
  return scratch;
}

/** Every package compiles with each compiler, under the resolutions of Node and of bundlers. */
async function typescript(scratch: string, packed: Packed): Promise<void> {
  const names = libraryNames();
  for (const version of ["5.0", "5.4", "5.9", "6", "7"]) {
    const folder = await project(join(scratch, version), names, packed, [`typescript@${version}`]);
    writeFileSync(join(folder, "use.ts"), usesOf(names));
    const bin = join(folder, "node_modules/.bin/tsc");
    const found = (await run(bin, ["--version"], folder)).trim();
    for (const [module, resolution] of [
      ["nodenext", "nodenext"],
      ["esnext", "bundler"],
    ] as const) {
      // The declarations of TensorFlow.js do not pass a strict compiler.
      const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
      const modules = ["--module", module, "--moduleResolution", resolution];
      await run(bin, [...options, ...modules, "use.ts"], folder);
    }
    tell(
      `ok TypeScript ${found.replace("Version ", "")} compiles ${String(names.length)} packages`,
    );
  }
}

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

/** Every package is imported by another runtime than Node, and the benchmark trains in it. It downloads nothing meanwhile. */
async function runtime(
  runtimeName: keyof typeof programs,
  scratch: string,
  packed: Packed,
): Promise<void> {
  const { name, file, flags } = programs[runtimeName];
  const programFolder = await project(join(scratch, "program"), [], packed, [name]);
  const program = join(programFolder, "node_modules", name, file);
  const names = libraryNames();
  const folder = await project(join(scratch, "uses"), [...names, "@anneal/bench"], packed);
  const caches = {
    BUN_INSTALL_CACHE_DIR: join(scratch, "cache"),
    DENO_DIR: join(scratch, "cache"),
  };
  const checks = names.map((_, index) => `check${String(index)}`).join(", ");
  writeFileSync(
    join(folder, "use.mjs"),
    `${javaScriptOf(usesOf(names))}\nif (![${checks}].every(Boolean)) throw new Error(String([${checks}]));\n`,
  );
  await run(program, [...flags, "use.mjs"], folder, caches);
  const version = (await run(program, ["--version"], folder)).split("\n")[0]!;
  tell(
    `ok ${runtimeName} ${version.replace(`${runtimeName} `, "")} imports ${String(names.length)} packages`,
  );
  const cli = join(folder, "node_modules/@anneal/bench/dist/cli.js");
  const small = ["--preset", "smoke", "--samples", "40", "--epochs", "1", "--quiet", "--jobs", "1"];
  for (const backend of ["auto", "layers"]) {
    const out = join(folder, backend);
    const native = { ANNEAL_NATIVE_DIR: join(scratch, "nothing-here") };
    const args = ["run", ...small, "--backend", backend, "--out", out];
    await run(program, [...flags, cli, ...args], folder, { ...caches, ...native });
    const { complete, backend: used } = JSON.parse(
      readFileSync(join(out, "results.json"), "utf8"),
    ) as { readonly complete: boolean; readonly backend: { readonly name: string } };
    if (!complete) throw new Error(`${runtimeName}: the run is not complete`);
    tell(`ok ${runtimeName} runs the benchmark with --backend ${backend}, on ${used.name}`);
  }
  const cached = join(scratch, "cache");
  const downloaded = existsSync(cached)
    ? readdirSync(cached, { recursive: true, encoding: "utf8" }).filter((path) =>
        path.includes("tfjs-node"),
      )
    : [];
  if (downloaded.length > 0) {
    throw new Error(`${runtimeName} downloaded ${downloaded[0]!} while it ran`);
  }
}

/** A page that Vite builds trains in Chromium. */
async function vite(scratch: string, packed: Packed): Promise<void> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    tell(`skipped: a page in Chromium, for want of ${executablePath}`);
    return;
  }
  const names = ["@anneal/tfjs", "@anneal/cosine", "@anneal/warmup", "@tensorflow/tfjs"];
  const folder = await project(scratch, names, packed);
  writeFileSync(join(folder, "index.html"), '<script type="module" src="main.ts"></script>');
  writeFileSync(
    join(folder, "main.ts"),
    `import { cosine } from "@anneal/cosine";
    import { connect } from "@anneal/tfjs";
    import { warmup } from "@anneal/warmup";
    import * as tf from "@tensorflow/tfjs";

    await tf.setBackend("cpu");
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
    const { history } = await model.fit(tf.ones([16, 1]), tf.ones([16, 1]), {
      batchSize: 4,
      epochs: 3,
      callbacks: [
        connect(tf).perStep(({ totalSteps }) =>
          warmup({ schedule: cosine({ initial: 0.1, steps: totalSteps - 2 }), steps: 2 }),
        ),
      ],
    });
    document.title = history["lr"].map((rate) => Number(rate).toFixed(4)).join(" ");
    `,
  );
  await build({ root: folder, logLevel: "error", build: { target: "es2022" } });
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  try {
    const page = await browser.newPage();
    const faults: string[] = [];
    page.on("pageerror", ({ message }) => faults.push(message));
    await page.route("**/*", (route) => {
      const { pathname } = new URL(route.request().url());
      const file = join(folder, "dist", pathname === "/" ? "index.html" : pathname);
      if (!existsSync(file)) return route.fulfill({ status: 404 });
      const contentType = extname(file) === ".html" ? "text/html" : "text/javascript";
      return route.fulfill({ contentType, body: readFileSync(file) });
    });
    await page.goto("http://anneal.test/");
    await page.waitForFunction("document.title !== ''", undefined, { timeout: 60_000 });
    const title = await page.title();
    // The last updates of the three epochs: of 12, of which two warm up.
    const expected = [3, 7, 11].map((step) =>
      (0.05 * (1 + Math.cos((Math.PI * (step - 2)) / 10))).toFixed(4),
    );
    if (title !== expected.join(" ") || faults.length > 0) {
      throw new Error(
        `the page of Vite: ${title} must be ${expected.join(" ")}; ${faults.join("; ")}`,
      );
    }
    tell(`ok a page that Vite builds trains in Chromium, at ${title}`);
  } finally {
    await browser.close();
  }
}

const parts = {
  typescript,
  bun: (scratch: string, packed: Packed) => runtime("bun", scratch, packed),
  deno: (scratch: string, packed: Packed) => runtime("deno", scratch, packed),
  vite,
} as const;

const names = Object.keys(parts) as (keyof typeof parts)[];
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(names as string[]).includes(name));
if (unknown.length > 0) {
  throw new Error(`matrix: ${unknown.join(", ")} is no part; the parts are ${names.join(", ")}`);
}
const scratch = mkdtempSync(join(tmpdir(), "anneal-matrix-"));
const faults: string[] = [];
try {
  const packed = await packAll(join(scratch, "packed"));
  for (const name of names.filter((each) => chosen.length === 0 || chosen.includes(each))) {
    // One that fails does not hide the others.
    await parts[name](join(scratch, name), packed).catch((error: unknown) => {
      faults.push(`${name}: ${String(error)}`);
    });
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (faults.length > 0) throw new Error(faults.join("\n\n"));
