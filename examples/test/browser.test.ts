import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createViteServer } from "vitest/node";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
const root = fileURLToPath(new URL("..", import.meta.url));

interface Result {
  readonly frames: number;
  readonly milliseconds: number;
  readonly rates: readonly number[];
  readonly lr: readonly number[];
  readonly accuracy: number;
  /** The name of the backend, where it is not the page's own. */
  readonly backend?: string;
}

describe.skipIf(!existsSync(executablePath))(
  `in Chromium (skipped where there is no ${executablePath})`,
  { timeout: 120_000 },
  () => {
    let server: Awaited<ReturnType<typeof createViteServer>>;
    let browser: Browser;

    beforeAll(async () => {
      server = await createViteServer({
        configFile: fileURLToPath(new URL("../vite.config.ts", import.meta.url)),
        root,
        logLevel: "silent",
        optimizeDeps: { include: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"] },
        cacheDir: "node_modules/.vite-examples",
        server: { host: "127.0.0.1", port: 0, watch: null },
      });
      await server.listen();
      browser = await chromium.launch({
        executablePath,
        args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
      });
    }, 120_000);
    afterAll(async () => {
      await browser.close();
      await server.close();
    });

    const visit = async (path: string): Promise<Result & { readonly shown: string[] }> => {
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on("pageerror", (error) => problems.push(error.message));
      await page.goto(`${server.resolvedUrls!.local[0]!}browser/${path}`);
      const shown: string[] = [];
      for (;;) {
        const [state, rate] = await page.evaluate(() =>
          ["state", "rate"].map((id) => document.getElementById(id)!.textContent),
        );
        shown.push(rate!);
        if (state === "done" || problems.length > 0) break;
        await page.waitForTimeout(100);
      }
      expect(problems).toEqual([]);
      const result = await page.evaluate(
        () => (window as unknown as { readonly result: Result }).result,
      );
      await page.close();
      return { ...result, shown };
    };

    test("a page goes on drawing while it trains, and shows the rate falling", async () => {
      const { frames, milliseconds, rates, lr, accuracy, shown } = await visit("index.html");
      expect(accuracy).toBeGreaterThan(0.9);
      expect(lr).toHaveLength(40);
      // That of each update, and what comes after the last.
      expect(rates).toHaveLength(801);
      // At least five frames a second, on a machine that does other things too.
      expect(frames).toBeGreaterThan(milliseconds / 200);
      const seen = shown.map(Number).filter((rate) => rate > 0);
      expect(new Set(seen).size).toBeGreaterThan(2);
      expect(seen.at(-1)).toBeLessThan(Math.max(...seen));
    });

    test("without pauses it would not", async () => {
      const { frames, rates } = await visit("index.html?pause=0");
      expect(rates).toHaveLength(801);
      expect(frames).toBeLessThan(5);
    });

    test("a Web Worker trains on WebAssembly, and the page goes on drawing", async () => {
      const { frames, milliseconds, rates, lr, accuracy, backend } = await visit("worker.html");
      expect(backend).toBe("wasm");
      expect(accuracy).toBeGreaterThan(0.9);
      expect(lr).toHaveLength(40);
      expect(rates).toHaveLength(801);
      expect(frames).toBeGreaterThan(milliseconds / 200);
    });
  },
);
