import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build, type Rolldown } from "vite";
import { expect, test } from "vitest";
import { expectedBits } from "./networks.ts";

const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";

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

test.skipIf(!existsSync(executablePath))(
  `the bits of Chromium are those of every machine (skipped where there is no ${executablePath})`,
  { timeout: 300_000 },
  async () => {
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: await bundle() });
      const digests = await page.evaluate(
        () => (globalThis as unknown as { digests: Promise<string[]> }).digests,
      );
      expect(digests).toEqual(expectedBits.map(({ digest }) => digest));
    } finally {
      await browser.close();
    }
  },
);
