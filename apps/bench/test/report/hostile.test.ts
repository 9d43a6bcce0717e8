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
import { comparisonSchema } from "../../src/regression/schema.ts";
import { outcomesSchema } from "../../src/assertions/check.ts";
import { start } from "../commands/command.ts";
import type { Ended } from "../commands/command.ts";
import { TrackingServer, listen } from "./mlflowServer.ts";
import { readEvents } from "./readEvents.ts";

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

/** One document of JSON, and nothing that a terminal or a log would take for more than text. */
function readHarmlessJson(text: string): unknown {
  expectHarmless(text);
  return JSON.parse(text);
}

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
      if (file.endsWith(".json")) readHarmlessJson(text);
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

  test("is exported to TensorBoard, below its folder", async () => {
    const { code, stdout, stderr } = await bench("report", "base", "--format", "tensorboard");
    expect(code, stderr).toBe(0);
    expectHarmless(stdout + stderr);
    const board = join(folder, "base", "report", "tensorboard");
    const files = (await readdir(board, { recursive: true })).filter((file) =>
      file.includes("tfevents"),
    );
    expect(files).toHaveLength(worst.trials.filter(({ status }) => status !== "failed").length);
    for (const file of files) {
      expect(file).toMatch(
        /^[\w.-]+\/[\w.-]{1,99}\/seed-\d\/events\.out\.tfevents\.\d+\.[0-9a-f]{16}$/,
      );
      const tags = readEvents(await readFile(join(board, file))).flatMap(({ scalars }) =>
        Object.keys(scalars),
      );
      expect(tags.length).toBeGreaterThan(0);
      for (const tag of tags) expect(tag).toMatch(/^[\w/]+$/);
    }
  });

  describe("is logged to MLflow", () => {
    const tracking = new TrackingServer();
    let listening: Awaited<ReturnType<typeof listen>>;
    beforeAll(async () => {
      listening = await listen(tracking);
    });
    afterAll(() => {
      listening.server.closeAllConnections();
      listening.server.close();
    });

    test("as text on one line, under names that it takes", async () => {
      const { code, stdout, stderr } = await bench(
        ...["report", "base", "--format", "mlflow", "--mlflow", listening.url],
      );
      expect(code, stderr).toBe(0);
      expectHarmless(stdout + stderr);
      expect(tracking.runs).toHaveLength(worst.trials.length);
      for (const { name, params, metrics } of tracking.runs) {
        const texts = [name, ...params.values(), ...metrics.map(({ key }) => key)];
        expect(texts.length).toBeGreaterThan(8);
        for (const text of texts) {
          expect(text).toEqual(expect.any(String));
          expect(text).not.toMatch(control);
          expect(text).not.toMatch(/[\r\n]/);
        }
      }
      expect(tracking.runs[0]!.params.get("schedule")).toContain("pwned");
    });

    test("and what the server says to refuse it is text as well", async () => {
      const message = `${before}no${behind}`;
      tracking.troubles.push([400, JSON.stringify({ error_code: "NO", message })]);
      const { code, stdout, stderr } = await bench(
        ...["report", "base", "--format", "mlflow", "--mlflow", listening.url],
      );
      expect(code).not.toBe(0);
      expect(stderr).toContain("refuses: 400");
      expectHarmless(stdout + stderr);
    });
  });

  test("is asserted as JSON", async () => {
    const { code, stdout, stderr } = await bench("assert", "base", "--json");
    expect(code, stderr).toBe(4);
    expectHarmless(stderr);
    const outcomes = outcomesSchema.parse(readHarmlessJson(stdout));
    expect(JSON.stringify(outcomes)).toContain("pwned");
  });

  test("is compared as JSON, on the standard output and in a file", async () => {
    const { code, stdout, stderr } = await bench(
      ...["compare", "base", "head", "--json", "--output", "compare.json"],
    );
    expect(code, stderr).toBe(4);
    expectHarmless(stderr);
    const { schedules } = comparisonSchema.parse(readHarmlessJson(stdout));
    expect(schedules.map(({ name }) => name)).toEqual(
      worst.settings.schedule.map((): unknown => expect.stringContaining("pwned")),
    );
    expect(await readFile(join(folder, "compare.json"), "utf8")).toBe(stdout);
  });

  test("is merged from the trials of shards, and concluded", async () => {
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

    const again = await bench("merge", "one", "two", "--out", "merged", "--json");
    expect(again.code, again.stderr).toBe(3);
    expectHarmless(again.stderr);
    const { settings } = resultsSchema.parse(readHarmlessJson(again.stdout));
    expect(settings.schedule).toEqual(worst.settings.schedule);
    expect(await readFile(join(folder, "merged", "results.json"), "utf8")).toBe(again.stdout);

    const end = await bench("conclude", "one", "two", "--out", "concluded", "--base", "base");
    expect(end.code, end.stderr).toBe(4);
    expectHarmless(end.stdout);
    expectHarmless(end.stderr);
    expect(end.stderr).toContain("pwned");
    for (const name of ["comment.md", "report.md", "assertions.md", "comparison.md"]) {
      const text = await readFile(join(folder, "concluded", "report", name), "utf8");
      expect(text, name).toContain("pwned");
      expectPlainMarkdown(text);
    }
    const page = await readFile(join(folder, "concluded", "report", "report.html"), "utf8");
    expectPlainPage(page);
  });

  test("is no way to say more than that nothing can be compared", async () => {
    const other = worst.settings.schedule.reduce<unknown>(
      (results, name) => replaced(results, name, `${name} of before`),
      worst,
    );
    await mkdir(join(folder, "other"));
    await writeFile(join(folder, "other", "results.json"), JSON.stringify(other));
    const end = await bench("conclude", "one", "--out", "apart", "--base", "other");
    expect(end.stderr).toContain("nothing is compared: ");
    expectHarmless(end.stdout);
    expectHarmless(end.stderr);
    expectPlainMarkdown(await readFile(join(folder, "apart", "report", "comment.md"), "utf8"));
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

describe("a search", () => {
  const text = `${before}x${behind}`;
  const configuration = (
    option: string,
  ) => `import { choice, defineConfig, defineTask } from "@anneal/bench";

const parabola = defineTask({
  title: ${JSON.stringify(text)},
  remark: ${JSON.stringify(text)},
  metrics: [{ name: "loss", better: "lower" }],
  stepsPerEpoch: 1,
  train: async ({ schedule, epochs, report }) => {
    let x = 1;
    for (let epoch = 0; epoch < epochs; epoch++) {
      x -= schedule.value * 2 * x;
      schedule.advance();
      await report({ training: { loss: x * x }, validation: { loss: x * x } });
    }
  },
});

export default defineConfig({
  tasks: { parabola },
  searches: { mine: { kind: "plateau", schedule: 0.1, factor: 0.5, patience: 1, ${option} } },
  epochs: 2,
  batchSize: 1,
  learningRate: 0.1,
});
`;
  const search = async (option: string): Promise<Ended & { readonly home: string }> => {
    const home = await mkdtemp(join(folder, "search-"));
    await writeFile(join(home, "anneal.config.ts"), configuration(option));
    const given = ["search", "--candidates", "2", "--tuning-seeds", "1", "--halving", "none"];
    const command = start([...given, "--jobs", "1", "--out", "found"], {
      cwd: home,
      env: { GITHUB_ACTIONS: "true" },
    });
    return { ...(await command.ended), home };
  };

  test("of a task whose title is hostile is drawn as text", async () => {
    const { code, stdout, stderr, home } = await search('mode: choice(["min", "max"])');
    expect(code, stderr).toBe(0);
    expectHarmless(stdout);
    expectHarmless(stderr);
    const page = await readFile(join(home, "found", "search.html"), "utf8");
    expect(page).toContain("pwned");
    expectPlainPage(page);
  });

  test("among hostile values says what is wrong with them", async () => {
    const values = JSON.stringify([text, `${text}y`]);
    const { code, stdout, stderr } = await search(`monitor: choice(${values})`);
    expect(code, stderr).toBe(3);
    expect(stderr).toContain("pwned");
    expectHarmless(stdout);
    expectHarmless(stderr);
  });
});
