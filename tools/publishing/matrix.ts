/**
 * Uses the packages with what strangers may have: compilers of TypeScript from 5.0 to 7, Bun and Deno as npm ships them, a page
 * that Vite builds, and the pages of the documentation that load them with script tags, in Chromium. All of it is installed by
 * npm into empty folders, ours from a registry on this machine that they are published to.
 *
 * Run after a build: `npm run matrix`, or `npm run matrix -- bun vite` for some of it.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { installFrom } from "./installFrom.ts";
import type { Install } from "./packed.ts";
import { publishedFolders } from "./publishedFolders.ts";
import { openPages, pages } from "./readmes.ts";
import { openRegistry } from "./registry.ts";
import { run } from "./run.ts";
import { useIn } from "./runtimes.ts";
import { stage } from "./stage.ts";
import { libraryNames, usesOf } from "./uses.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const tell = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

/** What a part of the matrix is given: a folder that does not exist yet, and the registry's packages. */
interface Stranger {
  readonly scratch: string;
  readonly install: Install;
  /** A folder in which every package is installed. */
  readonly everything: () => Promise<string>;
}

const versions = ["5.0", "5.4", "5.9", "6", "7"] as const;
const compilerName = (version: string): string => `typescript-${version}`;

/** Every package compiles with each compiler, under the resolutions of Node and of bundlers. */
async function typescript({ install, everything }: Stranger): Promise<void> {
  const folder = await everything();
  const names = libraryNames();
  await install(
    folder,
    versions.map((version) => `${compilerName(version)}@npm:typescript@${version}`),
  );
  writeFileSync(join(folder, "use.mts"), usesOf(names));
  for (const version of versions) {
    const bin = join(folder, "node_modules", compilerName(version), "bin/tsc");
    const tsc = (...given: readonly string[]): Promise<string> =>
      run(process.execPath, [bin, ...given], folder);
    const found = (await tsc("--version")).trim().replace("Version ", "");
    for (const [module, resolution] of [
      ["nodenext", "nodenext"],
      ["esnext", "bundler"],
    ] as const) {
      // The declarations of TensorFlow.js do not pass a strict compiler.
      const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
      await tsc(...options, "--module", module, "--moduleResolution", resolution, "use.mts");
    }
    tell(`ok TypeScript ${found} compiles ${String(names.length)} packages`);
  }
}

/** Every package is imported by another runtime than Node, and the benchmark trains in it. */
const runtime =
  (name: "bun" | "deno") =>
  async ({ scratch, install, everything }: Stranger): Promise<void> =>
    useIn(name, await everything(), scratch, install, ["auto", "layers"]);

/** The pages of the documentation that need no bundler work in Chromium. */
async function scripts({ scratch, everything }: Stranger): Promise<void> {
  const folder = await everything();
  await openPages(
    pages(),
    (name) => {
      const installed = join(folder, "node_modules", name);
      return existsSync(installed) ? installed : undefined;
    },
    scratch,
  );
}

/** A page that Vite builds trains in Chromium. */
async function vite({ scratch: folder, install }: Stranger): Promise<void> {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    tell(`skipped: a page in Chromium, for want of ${executablePath}`);
    return;
  }
  await install(folder, ["@anneal/tfjs", "@anneal/cosine", "@anneal/warmup", "@tensorflow/tfjs"]);
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

const parts = { typescript, bun: runtime("bun"), deno: runtime("deno"), vite, scripts } as const;

const names = Object.keys(parts) as (keyof typeof parts)[];
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !(names as string[]).includes(name));
if (unknown.length > 0) {
  throw new Error(`matrix: ${unknown.join(", ")} is no part; the parts are ${names.join(", ")}`);
}
const scratch = mkdtempSync(join(tmpdir(), "anneal-matrix-"));
const faults: string[] = [];
try {
  const upstream = (await run("npm", ["config", "get", "registry"], root)).trim();
  const registry = await openRegistry(join(scratch, "registry"), upstream);
  try {
    const publish = ["--import", "tsx", "tools/publishing/publish.ts"];
    const staged = publishedFolders().map(stage);
    await run(process.execPath, [...publish, ...staged], root, registry.environment);
    tell(`ok ${String(staged.length)} packages published to a registry on this machine`);
    const install = installFrom(registry.environment);
    let installed: Promise<string> | undefined;
    const everything = (): Promise<string> => {
      const folder = join(scratch, "everything");
      const all = [...libraryNames(), "@anneal/bench", "@tensorflow/tfjs"];
      return (installed ??= install(folder, all).then(() => folder));
    };
    for (const name of names.filter((each) => chosen.length === 0 || chosen.includes(each))) {
      // One that fails does not hide the others.
      await parts[name]({ scratch: join(scratch, name), install, everything }).catch(
        (error: unknown) => {
          faults.push(`${name}: ${String(error)}`);
        },
      );
    }
  } finally {
    registry.close();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (faults.length > 0) throw new Error(faults.join("\n\n"));
