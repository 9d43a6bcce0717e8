import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { resultsSchema } from "@anneal/experiment/records";
import type { Results } from "@anneal/experiment/records";
import { keyOf } from "@anneal/experiment/records";
import { syntheticResults } from "@anneal/experiment/synthetic";
import { makePlan } from "@anneal/experiment/training";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writePlan } from "../../src/storage/plans.ts";
import { prepareOutput, writeTrial } from "../../src/storage/trials.ts";
import { start } from "../commands/command.ts";
import type { Ended } from "../commands/command.ts";

/** What a text would do where it is printed as it is: begins a workflow command, then clears the screen, sets a title, … */
const before = "::error title=pwned::";
const behind = [
  "\u001b[2J\u001b]0;pwned\u0007\u009b1A\u202e",
  "::set-output name=pwned::1",
  "  ::add-mask::pwned",
  "##[error]pwned\r::warning::pwned\u2028::notice::pwned",
  '| pwned | <img src=x onerror="pwned()"><script>pwned()</script></script>',
  "```",
  "# pwned",
  "[pwned](javascript:pwned) ![pwned](https://evil.test/pwned) @everyone #1 https://evil.test <!-- -->",
  "=cmd|'/c pwned'!A1",
].join("\n");

/** The value with a text in place of another one wherever it stands, as a name as well. */
function replaced(value: unknown, from: string, to: string): unknown {
  if (value === from) return to;
  if (Array.isArray(value)) return value.map((one) => replaced(one, from, to));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name === from ? to : name,
      replaced(one, from, to),
    ]),
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return [
    ...Object.keys(Array.isArray(value) ? {} : value),
    ...Object.values(value).flatMap(textsIn),
  ];
}

/** Results in which every text that their schema leaves open is hostile. */
function hostile(results: Results): { readonly results: Results; readonly texts: number } {
  let worst = results;
  let texts = 0;
  // A measure is the name of its part and that of a metric, which has letters and digits alone.
  for (const text of new Set(textsIn(results))) {
    const candidate = resultsSchema.safeParse(replaced(worst, text, `${before}${text}${behind}`));
    if (!candidate.success) continue;
    worst = candidate.data;
    texts++;
  }
  return { results: worst, texts };
}

const given = syntheticResults({
  schedules: ["constant", "cosine", "linear"],
  seeds: 3,
  epochs: 3,
  failed: ["cosine:2"],
  diverged: ["linear:1"],
});
const { results: worst, texts } = hostile(given);
const [, cosine] = worst.settings.schedule as [string, string];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-hostile-"));
  const later = {
    ...worst,
    trials: worst.trials.map((result) =>
      result.status === "completed" && result.trial.name !== cosine
        ? {
            ...result,
            epochs: result.epochs.map((epoch) => ({
              ...epoch,
              learningRate: 2 * epoch.learningRate,
            })),
            test: { ...result.test, accuracy: 0.1 },
          }
        : result,
    ),
  };
  for (const [name, results] of Object.entries({ base: worst, head: later })) {
    await mkdir(join(folder, name));
    await writeFile(join(folder, name, "results.json"), JSON.stringify(results));
  }
  await writeFile(
    join(folder, "anneal.config.json"),
    JSON.stringify({ assertions: { "*:testAccuracy": ["error", { min: 0.999 }] } }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const summary = (): string => join(folder, "summary.md");
const bench = (...args: readonly string[]): Promise<Ended> =>
  start(args, { cwd: folder, env: { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary() } })
    .ended;

// eslint-disable-next-line no-control-regex -- These are what must not be there.
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/** Commands of GitHub Actions in a text, found as its runner does: at the beginning of a line, or in the old form anywhere. */
const commandsIn = (text: string): readonly string[] =>
  text.split(/[\r\n\u0085\u2028\u2029]/).filter((line) => /^\s*::|##\[/.test(line));

/** Nothing of it does anything on a terminal or in a log, but for the annotations that anneal-bench itself makes. */
function expectHarmless(text: string): void {
  expect(control.exec(text)).toBeNull();
  for (const command of commandsIn(text)) {
    expect(command).toMatch(/^::(error|warning) title=[^:,]*::/);
    expect(command).not.toMatch(/^::\w+ title=pwned::/);
  }
}

/** Markdown that is text, tables and marks of ours: no markup, link, mention or block begins in what was put in. */
function expectPlainMarkdown(text: string): void {
  expect(control.exec(text)).toBeNull();
  const outside = text.replace(/^(`{3,})\w*\n[\s\S]*?^\1$/gm, "");
  expect(outside.match(/.{9}(<(img|script)|(?<!\\)\]\(|@everyone|:\/\/evil).*/g)).toBeNull();
  expect(outside.match(/^(# pwned|```)/gm)).toBeNull();
}

/** A page in which what was put in is text: no element, outside of the values of attributes. */
const expectPlainPage = (page: string): void => {
  expect(page.replaceAll(/="[^"]*"/g, "").match(/<img|<script>pwned/g)).toBeNull();
};

test("there is something to be afraid of", () => {
  expect(texts).toBeGreaterThan(25);
  expect(worst.trials.some((one) => one.status === "failed" && one.error.includes(behind))).toBe(
    true,
  );
});

describe("a hostile results.json", () => {
  test("is reported in every format", async () => {
    const formats = "html,md,csv,json,gab,bencher,junit,annotations,step-summary";
    const { code, stdout, stderr } = await bench("report", "base", "--format", formats);
    expect(code, stderr).toBe(0);
    expectHarmless(stdout);
    expectHarmless(stderr);
    expect(stdout.match(/^::error /gm)).toHaveLength(1);
    const written = join(folder, "base", "report");
    for (const file of await readdir(written)) {
      const text = await readFile(join(written, file), "utf8");
      if (file.endsWith(".json")) JSON.parse(text);
      else expect(control.exec(text.replaceAll("\r", "\n")), file).toBeNull();
    }
    expectPlainMarkdown(await readFile(join(written, "report.md"), "utf8"));
    expectPlainMarkdown(await readFile(summary(), "utf8"));
    const page = await readFile(join(written, "report.html"), "utf8");
    expectPlainPage(page);
    const xml = await readFile(join(written, "junit.xml"), "utf8");
    expect(xml.match(/<(img|script)/g)).toBeNull();
  });

  test("is asserted", async () => {
    const { code, stdout, stderr } = await bench("assert", "base", "--markdown", "assert.md");
    expect(code, stderr).toBe(4);
    expectHarmless(stdout);
    expectHarmless(stderr);
    expect(stdout).toContain("pwned");
    expectPlainMarkdown(await readFile(join(folder, "assert.md"), "utf8"));
  });

  test("is compared", async () => {
    const { code, stdout, stderr } = await bench(
      ...["compare", "base", "head", "--markdown", "compare.md"],
    );
    expect(code, stderr).toBe(4);
    expectHarmless(stdout);
    expectHarmless(stderr);
    expect(stdout).toContain("pwned");
    expectPlainMarkdown(await readFile(join(folder, "compare.md"), "utf8"));
  });

  test("is merged from the trials of shards", async () => {
    const trials = worst.trials.map((result) => ({ ...result, key: keyOf(result.trial) }));
    const plan = makePlan(
      "evaluation",
      worst.settings,
      worst.protocol.task,
      trials.map(({ key, trial }) => ({ key, trial })),
    );
    for (const [index, shard] of ["one", "two"].entries()) {
      const out = join(folder, shard);
      await prepareOutput(out);
      await writePlan(out, plan);
      for (const result of trials.filter((_, position) => position % 2 === index)) {
        await writeTrial(out, result);
      }
    }
    const { code, stdout, stderr } = await bench("merge", "one", "two", "--out", "merged");
    expect(code, stderr).toBe(3);
    expectHarmless(stdout);
    expectHarmless(stderr);
    expect(stdout).toContain("pwned");
    expectPlainMarkdown(await readFile(join(folder, "merged", "summary.md"), "utf8"));
  });

  test("is drawn over time", async () => {
    const { code, stdout, stderr } = await bench("trend", "base", "head", "--out", "trend.html");
    expect(code, stderr).toBe(0);
    expectHarmless(stdout);
    expectHarmless(stderr);
    const page = await readFile(join(folder, "trend.html"), "utf8");
    expectPlainPage(page);
  });
});
