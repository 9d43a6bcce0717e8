import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerOf } from "../src/lab/answer.ts";
import type { LabResult } from "../src/lab/messages.ts";
import { executablePath, hasBrowser, openSite, watched } from "./builtSite.ts";
import type { BuiltSite } from "./builtSite.ts";

const score = (accuracy: number): LabResult["epochs"][number]["training"] => ({
  accuracy,
  loss: 1,
});
const resultOf = (training: number, validation: number): LabResult => ({
  status: "completed",
  epochs: [
    { epoch: 0, learningRate: 0.02, training: score(training), validation: score(validation) },
  ],
  test: score(0.8),
  targetMet: false,
});

test.each([
  [0.9, 0.86, /86\.00 % on the validation images and 90\.00 % .*: it meets the target\.$/],
  [0.9, 0.85, /misses the target, because validation is not above 85 %\.$/],
  [0.95, 0.86, /because training is not below 95 %: it learned its images by heart\.$/],
  [0.96, 0.8, /because validation is not above 85 % and training is not below 95 %/],
])("training %d and validation %d are answered", (training, validation, answer) => {
  expect(answerOf("halving", resultOf(training, validation))).toMatch(answer);
});

test("a divergence is no accuracy", () => {
  const result: LabResult = { ...resultOf(0, 0), status: "diverged", test: null };
  expect(answerOf("constant", result)).toBe(
    "constant diverged: its loss became infinite or no number.",
  );
});

/** What the command line measures, for the same trials. */
async function commandLine(): Promise<ReadonlyMap<string, LabResult>> {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const out = await mkdtemp(join(tmpdir(), "anneal-lab-"));
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...["--conditions=@anneal/source", "--import", "tsx", "apps/bench/src/cli.ts", "run"],
        ...["--task", "fashion-mnist", "--schedule", "constant,halving", "--seeds", "3"],
        ...["--samples", "640", "--test-samples", "2000", "--epochs", "2", "--batch-size", "64"],
        ...["--learning-rate", "0.02", "--backend", "fused-wasm", "--jobs", "1"],
        ...["--json", "--no-timings", "--quiet", "--out", out],
      ],
      { cwd: root, timeout: 150_000, maxBuffer: 2 ** 26 },
    );
    const { trials } = JSON.parse(stdout) as {
      trials: (LabResult & { trial: { name: string; seed: number } })[];
    };
    return new Map(
      trials.filter(({ trial }) => trial.seed === 3).map((one) => [one.trial.name, one]),
    );
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

describe.skipIf(!hasBrowser)(`in Chromium (skipped where there is no ${executablePath})`, () => {
  let site: BuiltSite;
  let expected: ReadonlyMap<string, LabResult>;

  beforeAll(async () => {
    site = await openSite();
    expected = await commandLine();
  }, 500_000);
  afterAll(async () => {
    await site.browser.close();
    site.server.close();
  });

  async function trained(
    while_: (page: Page) => Promise<void>,
  ): Promise<Record<string, LabResult>> {
    const context = await site.browser.newContext({ acceptDownloads: true });
    const page = await context.newPage();
    const faults = watched(page, new URL(site.url).origin);
    await page.goto(`${site.url}lab`);
    await page.locator('.lab[data-ready="true"]').waitFor();
    await page.getByLabel("training images").selectOption("640");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await while_(page);
    await expect.poll(() => page.locator(".answers li").count(), { timeout: 120_000 }).toBe(2);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download what was measured" }).click(),
    ]);
    const { results } = JSON.parse(await readFile(await download.path(), "utf8")) as {
      results: Record<string, LabResult>;
    };
    expect(faults).toEqual([]);
    await context.close();
    return results;
  }

  const plain = ({ status, epochs, test: tested, targetMet }: LabResult): LabResult => ({
    status,
    epochs,
    test: tested,
    targetMet,
  });

  test(
    "its numbers are those of the command line, to the last bit",
    { timeout: 200_000 },
    async () => {
      const results = await trained(() => Promise.resolve());
      for (const name of ["constant", "halving"]) {
        expect(results[name]).toEqual(plain(expected.get(name)!));
      }
    },
  );

  test("a pause loses no bit", { timeout: 200_000 }, async () => {
    const results = await trained(async (page) => {
      await page.locator(".progress li", { hasText: "updates" }).first().waitFor();
      await page.getByRole("button", { name: "Pause" }).click();
      await page.waitForTimeout(700);
      // What was on its way when it stopped may still have come in.
      const later = await page.locator(".progress").textContent();
      // Otherwise nothing would have been paused.
      expect(later).not.toBe("constantdonehalvingdone");
      await page.waitForTimeout(700);
      expect(await page.locator(".progress").textContent()).toBe(later);
      await page.getByRole("button", { name: "Resume" }).click();
    });
    for (const name of ["constant", "halving"]) {
      expect(results[name]).toEqual(plain(expected.get(name)!));
    }
  });
});
