/**
 * Takes the pictures of the lab that the repository shows, of the built site: the exercise as it stands when its two schedules are
 * trained, on a wide window and on a phone.
 *
 *     npm run site --workspace @anneal/site && npm run pictures --workspace @anneal/site [-- --out folder]
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "./serve.ts";

const { values } = parseArgs({
  options: {
    out: {
      type: "string",
      default: fileURLToPath(new URL("../../../docs/pictures", import.meta.url)),
    },
  },
});
mkdirSync(values.out, { recursive: true });

/** The longest that the training may take, on a machine that does much else. */
const patience = 600_000;

const { server, url } = await serve("/anneal/", 0);
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
// One browser for both, so that the phone shows what was trained for the wide window.
const context = await browser.newContext({ colorScheme: "light" });
try {
  const page = await context.newPage();
  for (const [name, width, height] of [
    ["lab", 1280, 860],
    ["lab-phone", 390, 1900],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto(`${url}lab`);
    await page.locator('.lab[data-ready="true"]').waitFor();
    const done = page.locator('.lab[data-state="done"]');
    if (name === "lab") {
      const began = performance.now();
      await page.getByRole("button", { name: "Train", exact: true }).click();
      await done.waitFor({ timeout: patience });
      console.log(`trained in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    }
    await done.waitFor();
    await page.locator(".uplot canvas").first().waitFor();
    await page.screenshot({ path: join(values.out, `${name}.png`) });
    console.log((await page.locator(".answers").innerText()).trim());
  }
} finally {
  await browser.close();
  server.close();
}
