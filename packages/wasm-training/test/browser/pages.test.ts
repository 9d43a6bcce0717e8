import * as esbuild from "esbuild";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type Page } from "playwright-core";
import { build as buildByVite } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const root = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);
const backend = dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json"));

/** The part of webpack that is used, so that types do not need it either. */
type Webpack = (
  options: object,
  done: (error: Error | null, stats: { readonly toString: (options: object) => string }) => void,
) => void;

function isInstalled(name: string): boolean {
  try {
    return require.resolve(name) !== "";
  } catch {
    return false;
  }
}

/** The first fence of a section of the README, which the tests run as it stands there. */
async function fence(section: string, language: string): Promise<string> {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const [, text] = readme.split(`### ${section}\n`);
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(text!)![1]!;
}

/** What comes after it: the model of the README, and what the page found out. */
const training = `
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ filters: 4, kernelSize: 3, activation: "relu", inputShape: [8, 8, 1] }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 2, activation: "softmax" }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.01), loss: "categoricalCrossentropy" });
const labels = tf.tensor2d([1, 0, 1, 0, 1, 0, 1, 0], [4, 2]);
const { history } = await model.fit(tf.ones([4, 8, 8, 1]), labels, { epochs: 5, verbose: 0 });
const found = { backend: tf.getBackend(), losses: history.loss };
`;
const reporting = `${training}\nglobalThis.found = found;\n`;

interface Found {
  readonly backend: string;
  readonly losses: readonly number[];
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".wasm": "application/wasm",
};

describe.skipIf(!existsSync(executablePath))(
  `pages in Chromium (skipped where there is no ${executablePath})`,
  { timeout: 120_000 },
  () => {
    let folder: string;
    let library: string;
    let server: Server;
    let origin: string;
    let browser: Browser;

    beforeAll(async () => {
      // Below the package, so that its dependencies are found.
      await mkdir(join(root, "node_modules"), { recursive: true });
      folder = await mkdtemp(join(root, "node_modules/.pages-"));
      library = join(folder, "wasm-training.js");
      await esbuild.build({
        entryPoints: [join(root, "src/index.ts")],
        bundle: true,
        format: "esm",
        outfile: library,
      });
      server = createServer((request, response) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        const file = pathname.startsWith("/wasm/")
          ? join(backend, "dist", pathname.slice("/wasm/".length))
          : join(folder, pathname);
        readFile(file).then(
          (body) => {
            response.setHeader("Content-Type", types[extname(file)] ?? "text/plain");
            response.end(body);
          },
          () => response.writeHead(404).end("not found"),
        );
      });
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
      browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    }, 120_000);

    afterAll(async () => {
      await browser.close();
      server.close();
      await rm(folder, { recursive: true, force: true });
    });

    /** Writes a page and its scripts. Returns their folder. */
    async function write(name: string, scripts: Readonly<Record<string, string>>): Promise<string> {
      const source = join(folder, `${name}-source`);
      await mkdir(source, { recursive: true });
      for (const [file, text] of Object.entries(scripts)) await writeFile(join(source, file), text);
      return source;
    }

    /** The page around a bundle. */
    async function pageAround(name: string, script: string): Promise<string> {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(
        join(folder, name, "index.html"),
        `<!doctype html><script type="module" src="${script}"></script>`,
      );
      return `/${name}/index.html`;
    }

    /** Opens a page. Returns what it found, or the first error. */
    async function visit(path: string, prepare?: (page: Page) => Promise<unknown>): Promise<Found> {
      const page = await browser.newPage();
      try {
        const failure = new Promise<never>((_resolve, reject) => page.on("pageerror", reject));
        failure.catch(() => undefined);
        await prepare?.(page);
        await page.goto(origin + path);
        const found = page.waitForFunction(
          () => (globalThis as { found?: Found }).found,
          undefined,
          {
            timeout: 60_000,
          },
        );
        found.catch(() => undefined);
        return (await (await Promise.race([found, failure])).jsonValue())!;
      } finally {
        await page.close();
      }
    }

    function expectTraining({ backend, losses }: Found): void {
      expect(backend).toBe("wasm");
      expect(losses).toHaveLength(5);
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
    }

    async function byVite(
      name: string,
      scripts: Readonly<Record<string, string>>,
    ): Promise<string> {
      const source = await write(name, {
        ...scripts,
        "index.html": '<!doctype html><script type="module" src="./main.js"></script>',
      });
      await buildByVite({
        configFile: false,
        logLevel: "silent",
        root: source,
        base: `/${name}/`,
        resolve: { alias: { "@anneal/wasm-training": library } },
        build: { outDir: join(folder, name), emptyOutDir: true, minify: false },
        worker: { format: "es" },
      });
      return `/${name}/index.html`;
    }

    test("with the files copied to where the page is served from", async () => {
      const main = (await fence("Anywhere", "js")) + reporting;
      expectTraining(await visit(await byVite("anywhere", { "main.js": main })));
    });

    test("without them the error says so", async () => {
      const main = (await fence("Anywhere", "js")) + reporting;
      const path = await byVite("missing", { "main.js": main });
      const visited = visit(path, (page) =>
        page.route("**/wasm/*", (route) => route.fulfill({ status: 404 })),
      );
      const readme = await readFile(join(root, "README.md"), "utf8");
      const [, shown] = /^```text\n(@anneal[\s\S]*?)^```/m.exec(readme)!;
      await expect(visited).rejects.toThrow(shown!.trim().replaceAll("\n", " "));
    });

    test("a server that answers with a page is found out", async () => {
      const main = (await fence("Anywhere", "js")) + reporting;
      const path = await byVite("answered", { "main.js": main });
      const visited = visit(path, (page) =>
        page.route("**/wasm/*", (route) =>
          route.fulfill({ contentType: "text/html", body: "<!doctype html>" }),
        ),
      );
      await expect(visited).rejects.toThrow("which is answered with text/html");
    });

    test("by Vite", async () => {
      const main = (await fence("Vite", "js")) + reporting;
      expectTraining(await visit(await byVite("vite", { "main.js": main })));
    });

    test("by esbuild", async () => {
      const source = await write("esbuild", {
        "main.js": (await fence("esbuild", "js")) + reporting,
      });
      await esbuild.build({
        entryPoints: [join(source, "main.js")],
        alias: { "@anneal/wasm-training": library },
        bundle: true,
        format: "esm",
        loader: { ".wasm": "file" },
        outdir: join(folder, "esbuild"),
        logLevel: "silent",
      });
      expectTraining(await visit(await pageAround("esbuild", "main.js")));
    });

    test.skipIf(!isInstalled("webpack"))(
      "by webpack (skipped where it is not installed)",
      async () => {
        const source = await write("webpack", {
          "main.js": (await fence("webpack", "js")) + reporting,
        });
        const webpack = require("webpack") as Webpack;
        const problems = await new Promise<string>((resolve, reject) => {
          webpack(
            {
              mode: "development",
              devtool: false,
              entry: join(source, "main.js"),
              output: { path: join(folder, "webpack"), filename: "main.js" },
              resolve: { alias: { "@anneal/wasm-training": library } },
            },
            (error, stats) => {
              if (error) reject(error);
              else resolve(stats.toString({ all: false, errors: true }));
            },
          );
        });
        expect(problems).toBe("");
        expectTraining(await visit(await pageAround("webpack", "main.js")));
      },
    );

    test("the webgl backend gives the gradient of max pooling to the last of equal values, not to the first", async ({
      skip,
    }) => {
      const source = await write("webgl", {
        "main.js": `import * as tf from "@tensorflow/tfjs";
          const pool = (x) => tf.maxPool(x, 2, 2, "valid");
          const started = await tf.setBackend("webgl");
          const dx = started ? tf.grad(pool)(tf.tensor4d([0, 2, 2, 1], [1, 2, 2, 1])) : tf.tensor1d([]);
          globalThis.found = { backend: tf.getBackend(), losses: [...(await dx.data())] };`,
      });
      await esbuild.build({
        entryPoints: [join(source, "main.js")],
        bundle: true,
        format: "esm",
        outdir: join(folder, "webgl"),
        logLevel: "silent",
      });
      const { backend, losses } = await visit(await pageAround("webgl", "main.js"));
      if (backend !== "webgl") skip("this Chromium has no WebGL");
      expect(losses).toEqual([0, 0, 1, 0]);
    });

    test("in a Web Worker", async () => {
      const path = await byVite("worker", {
        "main.js": await fence("In a Web Worker", "js"),
        "worker.js": `${await fence("Vite", "js")}${training}\npostMessage(found);\n`,
      });
      const page = await browser.newPage();
      try {
        const logged = page.waitForEvent("console", { timeout: 60_000 });
        await page.goto(origin + path);
        expectTraining((await (await logged).args()[0]!.jsonValue()) as Found);
      } finally {
        await page.close();
      }
    });
  },
);
