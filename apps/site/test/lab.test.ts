import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import type { FinishedTrial } from "@anneal/experiment/records";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerOf } from "../src/lab/answer.ts";
import { unpackMnist } from "../src/lab/images.ts";
import { interrupted } from "../src/lab/keptRun.ts";
import { executablePath, hasBrowser, openSite, watched } from "./builtSite.ts";
import type { BuiltSite } from "./builtSite.ts";

type Answered = Pick<FinishedTrial, "status" | "epochs">;

const resultOf = (training: number, validation: number): Answered => ({
  status: "completed",
  epochs: [
    {
      epoch: 0,
      learningRate: 0.02,
      training: { accuracy: training, loss: 1 },
      validation: { accuracy: validation, loss: 1 },
    },
  ],
});

test.each([
  [0.9, 0.86, /86\.00 % on the validation images and 90\.00 % .*: it meets the target\.$/],
  [0.9, 0.85, /misses the target, because validation is not above 85 %\.$/],
  [0.95, 0.86, /because training is not below 95 %: it learned its images by heart\.$/],
  [0.96, 0.8, /because validation is not above 85 % and training is not below 95 %/],
])("training %d and validation %d are answered", (training, validation, answer) => {
  expect(answerOf("halving", resultOf(training, validation))).toMatch(answer);
});

test("a divergence is no accuracy, and a rate set by hand is no schedule's", () => {
  expect(answerOf("constant", { ...resultOf(0, 0), status: "diverged" })).toBe(
    "constant diverged: its loss became infinite or no number.",
  );
  expect(answerOf("constant", resultOf(0.9, 0.86), true)).toMatch(/set by hand .* be compared\.$/);
});

test.each([0, 1, 7_457_499, 7_457_501])("%d bytes are not the images of MNIST", async (length) => {
  const file = new Uint8Array(gzipSync(Buffer.alloc(length))).buffer;
  await expect(unpackMnist(file)).rejects.toThrow(
    `mnist.bin must hold 7457500 bytes, this one holds ${String(length)}: load the page again`,
  );
});

test("what was interrupted stands at the end of its last epoch, what was done stays", () => {
  const epochs = resultOf(0.9, 0.8).epochs;
  const done = { steps: 20, epochs, result: resultOf(0.9, 0.8) as FinishedTrial };
  const settings = { epochs: 5 } as Parameters<typeof interrupted>[0]["settings"];
  const trial = { total: 20 } as never;
  const { runs } = interrupted({
    settings,
    runs: {
      done,
      kept: { steps: 7, epochs: [], learningRate: 1, trial, checkpoint: { epochs } as never },
      begun: { steps: 3, epochs: [], trial },
      waits: { steps: 0, epochs: [] },
    },
  });
  expect(runs["done"]).toBe(done);
  expect(
    Object.entries(runs).map(([name, { steps, epochs }]) => [name, steps, epochs.length]),
  ).toEqual([
    ["done", 20, 1],
    ["kept", 4, 1],
    ["begun", 0, 0],
    ["waits", 0, 0],
  ]);
});

/** The bytes of `results.json` that the command line writes. */
async function commandLine(task: string, schedule: string, samples: number, epochs: number) {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const out = await mkdtemp(join(tmpdir(), "anneal-lab-"));
  try {
    await promisify(execFile)(
      process.execPath,
      [
        ...["--conditions=@anneal/source", "--import", "tsx", "apps/bench/src/cli.ts", "run"],
        ...["--task", task, "--schedule", schedule, "--seeds", "3,", "--batch-size", "64"],
        ...["--samples", String(samples), "--test-samples", "2000", "--epochs", String(epochs)],
        ...["--learning-rate", "0.02", "--backend", "fused-wasm", "--jobs", "1"],
        ...["--no-timings", "--quiet", "--out", out],
      ],
      { cwd: root, timeout: 250_000, maxBuffer: 2 ** 26 },
    );
    return await readFile(join(out, task, "results.json"), "utf8").catch(() =>
      readFile(join(out, "results.json"), "utf8"),
    );
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

describe.skipIf(!hasBrowser)(`in Chromium (skipped where there is no ${executablePath})`, () => {
  let site: BuiltSite;

  beforeAll(async () => {
    site = await openSite();
  }, 500_000);
  afterAll(async () => {
    await site.browser.close();
    site.server.close();
  });

  /** A browser of somebody, whose machine has three cores: two workers train at a time. */
  async function somebody(serviceWorkers: "allow" | "block" = "allow"): Promise<BrowserContext> {
    const context = await site.browser.newContext({ acceptDownloads: true, serviceWorkers });
    await context.addInitScript(() => {
      Object.defineProperty(navigator, "hardwareConcurrency", { value: 3 });
    });
    return context;
  }
  async function openLab(context: BrowserContext): Promise<{ page: Page; faults: string[] }> {
    const page = await context.newPage();
    const faults = watched(page, new URL(site.url).origin);
    await page.goto(`${site.url}lab`);
    await page.locator('.lab[data-ready="true"]').waitFor();
    return { page, faults };
  }
  const reaches = (page: Page, state: string): Promise<void> =>
    page.locator(`.lab[data-state="${state}"]`).waitFor({ timeout: 150_000 });
  const press = (page: Page, name: string): Promise<void> =>
    page.getByRole("button", { name, exact: true }).click();
  async function downloaded(page: Page): Promise<string> {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      press(page, "Download results.json"),
    ]);
    expect(download.suggestedFilename()).toBe("results.json");
    return readFile(await download.path(), "utf8");
  }

  test.each(["fashion-mnist", "mnist"])(
    "%s: results.json is that of the command line, byte for byte, also after a pause",
    { timeout: 500_000 },
    async (task) => {
      const expected = commandLine(task, "constant,halving", 640, 2);
      const context = await somebody("block");
      let give: () => void = () => undefined;
      const given = new Promise<void>((resolve) => (give = resolve));
      await context.route("**/*.bin", async (route) => {
        await given;
        await route.continue();
      });
      const { page, faults } = await openLab(context);
      await page.getByLabel("images", { exact: true }).selectOption(task);
      await page.getByLabel("training images").selectOption("640");
      await press(page, "Train");
      // Told before the images are there, so that both stop after their first update, however fast the machine is.
      await press(page, "Pause");
      await reaches(page, "pausing");
      give();
      await reaches(page, "paused");
      const stands = await page.locator(".progress").textContent();
      expect(stands).not.toContain("done");
      await page.waitForTimeout(500);
      expect(await page.locator(".progress").textContent()).toBe(stands);
      await press(page, "Resume");
      await reaches(page, "done");
      expect(await downloaded(page)).toBe(await expected);
      expect(await page.locator(".answers li").count()).toBe(2);
      expect(await page.locator(".target .dot").count()).toBe(2);
      // That it is blocked is of this test, and not of the page.
      expect(faults.filter((fault) => !fault.includes("blocked by Playwright"))).toEqual([]);
      await context.close();
    },
  );

  test(
    "a page that was closed in the middle goes on, to the last bit",
    { timeout: 500_000 },
    async () => {
      const expected = commandLine("fashion-mnist", "halving,plateau", 2000, 15);
      const context = await somebody();
      const first = await openLab(context);
      await first.page.getByLabel("training images").selectOption("2000");
      await first.page.getByRole("checkbox", { name: "constant", exact: true }).uncheck();
      await first.page.getByRole("checkbox", { name: "plateau", exact: true }).check();
      await press(first.page, "Train");
      // In the page itself, where nothing delays it: in the middle of the third epoch, of 25 updates each, or soon after.
      await first.page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            const progress = document.querySelector(".progress")!;
            const observer = new MutationObserver(() => {
              if (!(Number(/plateau(\d+)/.exec(progress.textContent)?.[1]) > 55)) return;
              observer.disconnect();
              [...document.querySelectorAll("button")]
                .find(({ textContent }) => textContent === "Pause")!
                .click();
              resolve();
            });
            observer.observe(progress, { subtree: true, childList: true, characterData: true });
          }),
      );
      await reaches(first.page, "paused");
      expect(first.faults).toEqual([]);
      await first.page.close();
      const { page, faults } = await openLab(context);
      await reaches(page, "interrupted");
      const stands = (await page.locator(".progress").textContent())!;
      const steps = Number(/plateau(\d+)/.exec(stands)?.[1]);
      expect(steps).toBeGreaterThanOrEqual(50);
      expect(steps).toBeLessThan(375);
      expect(steps % 25).toBe(0);
      await press(page, "Go on");
      await reaches(page, "done");
      expect(await downloaded(page)).toBe(await expected);
      // What is done stays as well.
      await page.reload();
      await reaches(page, "done");
      expect(await downloaded(page)).toBe(await expected);
      // Another version of the page would keep checkpoints of other trials: what cannot go on begins anew, with its curves.
      await page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            const opened = indexedDB.open("keyval-store");
            opened.onsuccess = () => {
              const store = opened.result.transaction("keyval", "readwrite").objectStore("keyval");
              const got = store.get("anneal-lab-1");
              got.onsuccess = () => {
                const { settings, runs } = got.result as {
                  settings: object;
                  runs: { plateau: { epochs: object[] } };
                };
                const { epochs } = runs.plateau;
                const old = { key: "0000000000000000", epochs: epochs.slice(0, 3) };
                const plateau = {
                  ...runs.plateau,
                  result: undefined,
                  problem: "it broke",
                  checkpoint: old,
                };
                store.put({ settings, runs: { ...runs, plateau } }, "anneal-lab-1").onsuccess =
                  () => {
                    opened.result.close();
                    resolve();
                  };
              };
            };
          }),
      );
      await page.reload();
      await reaches(page, "interrupted");
      expect(await page.locator(".progress").textContent()).toContain("it broke");
      await press(page, "Go on");
      await page.locator(".progress li", { hasText: "updates" }).waitFor({ timeout: 100_000 });
      await reaches(page, "done");
      expect(await page.locator(".progress").textContent()).toBe("halvingdoneplateaudone");
      expect(
        await page.locator("[aria-label^='Accuracy by epoch']").getAttribute("aria-label"),
      ).toMatch(/halving 15 epochs.*plateau 15 epochs/);
      expect(await downloaded(page)).toBe(await expected);
      expect(faults).toEqual([]);
      await context.close();
    },
  );

  test(
    "a rate set by hand is marked, and is not in the results",
    { timeout: 300_000 },
    async () => {
      const context = await somebody();
      const { page, faults } = await openLab(context);
      await page.getByLabel("training images").selectOption("2000");
      await page.getByRole("checkbox", { name: "halving", exact: true }).uncheck();
      await press(page, "Train");
      await page.getByLabel("Set the rate by hand").check({ timeout: 100_000 });
      await page.getByLabel("learning rate by hand").fill("-4");
      await page.locator(".progress", { hasText: "rate 0.0001" }).waitFor({ timeout: 100_000 });
      await reaches(page, "done");
      expect(await page.locator(".answers").textContent()).toContain("set by hand");
      expect(await page.getByRole("button", { name: "Download results.json" }).isDisabled()).toBe(
        true,
      );
      expect(faults).toEqual([]);
      await context.close();
    },
  );
});
