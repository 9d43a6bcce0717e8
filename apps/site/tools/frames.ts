/**
 * Measures how evenly the page moves while the lab trains: the time between two frames, without a training and with one, in turns
 * in the same page of the built site. Ends with exit code 1 where the page moves less evenly than its budget says.
 *
 *     npm run site --workspace @anneal/site && npm run frames --workspace @anneal/site
 */
import { median } from "@anneal/experiment/statistics";
import { chromium } from "playwright-core";
import { serve } from "./serve.ts";

const rounds = 3;
/** Frames of a round: five seconds at sixty a second. */
const frames = 300;
/** At most one frame in twenty takes longer than this while it trains: at sixty a second none is left out then. */
const longest = 20;
/** Where the machine itself is busy, an idle page is what a training page is held against. */
const slower = 1.2;

const { server, url } = await serve("/anneal/", 0);
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});

const quantile = (sorted: readonly number[], share: number): string =>
  sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(1);

try {
  const page = await browser.newPage();
  await page.goto(`${url}lab`);
  await page.locator('.lab[data-ready="true"]').waitFor();
  const gaps = (): Promise<number[]> =>
    page.evaluate(async (count) => {
      const found: number[] = [];
      let before = performance.now();
      // The first gap is that since the call.
      for (let frame = 0; frame <= count; frame++) {
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
        if (frame > 0) found.push(now - before);
        before = now;
      }
      return found;
    }, frames);
  const press = (name: string): Promise<void> =>
    page.getByRole("button", { name, exact: true }).click();
  const highs: Record<"idle" | "training", number[]> = { idle: [], training: [] };
  console.log("milliseconds between frames        median     p95     p99");
  for (let round = 0; round < rounds; round++) {
    for (const trains of [false, true]) {
      if (trains) {
        await press("Train");
        await page.locator(".progress li", { hasText: "updates" }).first().waitFor();
      }
      const sorted = (await gaps()).sort((a, b) => a - b);
      const [middle, high, highest] = [0.5, 0.95, 0.99].map((share) => quantile(sorted, share));
      console.log(
        `${(trains ? "while it trains" : "nothing trains").padEnd(32)} ${middle!.padStart(8)}${high!.padStart(8)}${highest!.padStart(8)}`,
      );
      highs[trains ? "training" : "idle"].push(Number(high));
      if (trains) await press("Stop");
    }
  }
  const [idle, training] = [highs.idle, highs.training].map((each) => median(each));
  if (training! > Math.max(longest, slower * idle!)) {
    console.error(
      `While it trains, one frame in twenty takes ${String(training)} ms or more; at most ${String(longest)} are allowed.`,
    );
    process.exitCode = 1;
  }
} finally {
  await browser.close();
  server.close();
}
