import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { build, type Rolldown } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectedBits } from "../trainedBits.ts";
import type { Findings } from "./page.ts";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const isThere = existsSync(executablePath);
const binaries = dirname(
  createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/dist/index.js"),
);

/** The page and what it imports, as one script. */
async function bundle(): Promise<string> {
  const { output } = (await build({
    configFile: false,
    logLevel: "silent",
    resolve: { conditions: ["@anneal/source", "browser", "import", "module", "default"] },
    build: {
      write: false,
      minify: false,
      rolldownOptions: {
        input: fileURLToPath(new URL("page.ts", import.meta.url)),
        output: { format: "iife" },
      },
    },
  })) as Rolldown.RolldownOutput;
  return output[0].code;
}

describe.skipIf(!isThere)(`in Chromium (skipped where there is no ${executablePath})`, () => {
  let browser: Browser;
  let server: Server;
  let origin: string;

  beforeAll(async () => {
    const script = await bundle();
    const respond = async (path: string): Promise<[type: string, body: string | Buffer]> => {
      if (path === "/page.js") return ["text/javascript", script];
      if (path.startsWith("/wasm/")) {
        return ["application/wasm", await readFile(join(binaries, basename(path)))];
      }
      return ["text/html", '<!doctype html><script src="/page.js"></script>'];
    };
    server = createServer((request, response) => {
      const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
      respond(pathname).then(
        ([type, body]) => {
          response.setHeader("Content-Type", type);
          if (search === "?isolated") {
            // What a page needs for shared memory, and so for threads.
            response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
            response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
          }
          response.end(body);
        },
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    origin = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    server.close();
  });

  async function findings(path: string): Promise<Findings> {
    const page = await browser.newPage();
    await page.goto(origin + path);
    const found = await page.evaluate(
      () => (globalThis as unknown as { findings: Promise<Findings> }).findings,
    );
    await page.close();
    return found;
  }

  test.each([
    ["without threads", "/", false],
    ["with threads", "/?isolated", true],
  ])("a network trains %s as on the cpu backend", async (_name, path, isShared) => {
    const found = await findings(path);
    expect(found.build).toBe("simd");
    expect(found.isShared).toBe(isShared);
    expect(found.threads).toBeGreaterThan(0);
    expect(found.errors).toHaveLength(6);
    expect(Math.max(...found.errors)).toBeLessThanOrEqual(2e-6);
    expect(found.losses.at(-1)!).toBeLessThan(found.losses[0]! / 2);
    expect(found.bits).toBe(expectedBits);
  });
});
