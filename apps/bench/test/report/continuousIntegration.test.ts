import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { analyse } from "@anneal/experiment/analysis";
import { withoutTimings } from "@anneal/experiment/conclusion";
import type { Results } from "@anneal/experiment/records";
import { syntheticResults } from "@anneal/experiment/synthetic";
import type { Report } from "@anneal/experiment/wording";
import { SaxesParser } from "saxes";
import { describe, expect, test } from "vitest";
import { annotation, renderAnnotations } from "../../src/report/annotations.ts";
import { bencherMetrics } from "../../src/report/bencher.ts";
import { actionBenchmarks } from "../../src/report/githubActionBenchmark.ts";
import { renderJunit } from "../../src/report/junit.ts";
import { addToStepSummary } from "../../src/report/stepSummary.ts";

const reportOn = (results: Results): Report => ({
  analysis: analyse(results, { resamples: 200, nanosecondsPerCall: { cosine: 21.5 } }),
  results,
});

const results = syntheticResults({
  schedules: ["constant", "cosine", "linear"],
  seeds: 3,
  diverged: ["constant:2"],
  failed: ["cosine:3", "linear:1", "linear:2", "linear:3"],
});
const report = reportOn(results);
const cosine = report.analysis.schedules[1]!;

describe("github-action-benchmark", () => {
  const { bigger, smaller } = actionBenchmarks(report);

  test("has one list for each direction", () => {
    const prefix = "fashion-mnist 7500×15 ";
    expect(bigger.map(({ name }) => name)).toEqual([
      `${prefix}constant: test accuracy`,
      `${prefix}constant: images per second`,
      `${prefix}cosine: test accuracy`,
      `${prefix}cosine: images per second`,
    ]);
    expect(smaller.map(({ name }) => name)).toEqual([
      `${prefix}constant: validation loss`,
      `${prefix}constant: steps to 85 %`,
      `${prefix}cosine: validation loss`,
      `${prefix}cosine: steps to 85 %`,
      "cosine: time of a call",
    ]);
  });

  test("has the fields that the action reads", () => {
    const { low, high } = cosine.figures["testAccuracy"]!.interval!;
    expect(bigger[2]).toEqual({
      name: "fashion-mnist 7500×15 cosine: test accuracy",
      unit: "%",
      value: 100 * cosine.figures["testAccuracy"]!.mean,
      range: `± ${(50 * (high - low)).toPrecision(3)}`,
      extra: "2 seeds, 0 diverged, 1 failed; protocol 1, wasm",
    });
    expect(smaller.at(-1)).toMatchObject({ unit: "ns", value: 21.5 });
    for (const { value } of [...bigger, ...smaller]) expect(value).toEqual(expect.any(Number));
  });

  test("has no speed where timings are left out", () => {
    const stripped = withoutTimings(results);
    const { bigger: untimed } = actionBenchmarks({
      analysis: analyse(stripped, { timings: false, resamples: 200 }),
      results: stripped,
    });
    expect(untimed.map(({ unit }) => unit)).toEqual(["%", "%"]);
  });
});

describe("the Bencher metric format", () => {
  test("has measures by benchmark, with the ends of the intervals", () => {
    const metrics = bencherMetrics(report);
    expect(Object.keys(metrics)).toEqual([
      "fashion-mnist/7500x15/constant",
      "fashion-mnist/7500x15/cosine",
    ]);
    const own = metrics["fashion-mnist/7500x15/cosine"]!;
    const { mean, interval } = cosine.figures["testAccuracy"]!;
    expect(own["test-accuracy"]).toEqual({
      value: mean,
      lower_value: interval!.low,
      upper_value: interval!.high,
    });
    expect(Object.keys(own)).toEqual([
      "test-accuracy",
      "validation-accuracy",
      "validation-loss",
      "steps-to-target",
      "images-per-second",
      "nanoseconds-per-call",
    ]);
    expect(own["steps-to-target"]).toEqual({ value: cosine.stepsToTarget.median });
  });

  test("keeps a schedule with a name of the prototype apart", () => {
    const metrics = bencherMetrics(
      reportOn(syntheticResults({ schedules: ["__proto__", "constant"], seeds: 1 })),
    );
    expect(Object.keys(metrics)).toHaveLength(2);
    expect(Object.getPrototypeOf(metrics)).toBe(Object.prototype);
  });
});

/** The elements of a document, which has to be well-formed. */
function readXml(
  text: string,
): readonly { readonly name: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const elements: { name: string; attributes: Record<string, string> }[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => elements.push({ name, attributes }));
  parser.write(text).close();
  return elements;
}

describe("JUnit", () => {
  test("has a suite for each schedule and a case for each trial", () => {
    const elements = readXml(renderJunit(report));
    expect(elements[0]).toEqual({
      name: "testsuites",
      attributes: { name: "anneal-bench", tests: "9", failures: "0", errors: "4", skipped: "1" },
    });
    expect(
      elements.filter(({ name }) => name === "testsuite").map(({ attributes }) => attributes),
    ).toEqual([
      {
        name: "fashion-mnist.constant",
        tests: "3",
        failures: "0",
        errors: "0",
        skipped: "1",
        time: "180",
      },
      {
        name: "fashion-mnist.cosine",
        tests: "3",
        failures: "0",
        errors: "1",
        skipped: "0",
        time: "180",
      },
      {
        name: "fashion-mnist.linear",
        tests: "3",
        failures: "0",
        errors: "3",
        skipped: "0",
        time: "180",
      },
    ]);
    expect(elements.filter(({ name }) => name === "testcase")).toHaveLength(9);
    expect(
      elements
        .filter(({ name }) => name === "error")
        .map(({ attributes }) => attributes["message"]),
    ).toEqual(Array.from({ length: 4 }, () => "out of memory"));
    expect(elements.find(({ name }) => name === "skipped")!.attributes["message"]).toBe(
      "diverged in epoch 3",
    );
  });

  test("is well-formed whatever a schedule is called", () => {
    const name = `<x a="1">&]]>--\u0001\ud800'`;
    const text = renderJunit(
      reportOn(syntheticResults({ schedules: [name], seeds: 2, failed: [`${name}:1`] })),
    );
    const suite = readXml(text).find((element) => element.name === "testsuite")!;
    expect(suite.attributes["name"]).toBe(`fashion-mnist.<x a="1">&]]>--\ufffd\ufffd'`);
  });
});

describe("annotations", () => {
  test("are an error for each failed trial and a warning for each that diverged", () => {
    expect(renderAnnotations(report)).toBe(
      [
        "::error title=anneal-bench%3A failed::cosine, seed 3 failed: out of memory",
        "::error title=anneal-bench%3A failed::linear, seed 1 failed: out of memory",
        "::error title=anneal-bench%3A failed::linear, seed 2 failed: out of memory",
        "::error title=anneal-bench%3A failed::linear, seed 3 failed: out of memory",
        "::warning title=anneal-bench%3A diverged::constant, seed 2 diverged in epoch 3",
        "",
      ].join("\n"),
    );
  });

  test("are ten of a kind at most", () => {
    const failed = Array.from({ length: 14 }, (_, index) => `constant:${String(index + 1)}`);
    const lines = renderAnnotations(
      reportOn(syntheticResults({ schedules: ["constant"], seeds: 14, failed })),
    )
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(10);
    expect(lines.at(-1)).toBe("::error title=anneal-bench::and 5 more trials; see the report");
  });

  test("tell of missing trials", () => {
    const missing = syntheticResults({
      schedules: ["constant"],
      seeds: 3,
      missing: ["constant:1", "constant:2"],
    });
    expect(renderAnnotations(reportOn(missing))).toBe(
      "::warning title=anneal-bench%3A missing::constant: 2 trials of the plan missing\n",
    );
  });

  test("cannot be ended or added to by what they say", () => {
    expect(annotation("notice", "a:b,c\n", "50 %\r\n::error::x")).toBe(
      "::notice title=a%3Ab%2Cc%0A::50 %25%0D%0A::error::x",
    );
    expect(annotation("notice", "a", "b\u001b[2Jc\u0007")).toBe(
      "::notice title=a::b\uFFFD[2Jc\uFFFD",
    );
  });
});

describe("the step summary", () => {
  test("is added to what is there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "anneal-summary-"));
    const path = join(folder, "summary.md");
    expect(await addToStepSummary("one", path)).toBe(path);
    await addToStepSummary("two", path);
    expect(await readFile(path, "utf8")).toBe("one\ntwo\n");
    await rm(folder, { recursive: true });
  });

  test("is left out outside of a step, and an error where it cannot be written", async () => {
    expect(await addToStepSummary("x", "")).toBeUndefined();
    await expect(addToStepSummary("x", "/nowhere/summary.md")).rejects.toMatchObject({
      kind: "output",
    });
  });
});
