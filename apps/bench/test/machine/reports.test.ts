import util from "node:util";
import { restoreLegacyUtil } from "@anneal/node-training";
import { describe, expect, test } from "vitest";
import { defaultJobs } from "../../src/backends/cores.ts";
import { describeDiagnosis } from "../../src/machine/describeDiagnosis.ts";
import { diagnosisSchema } from "../../src/machine/diagnosis.ts";
import { engineFeatures } from "../../src/machine/features.ts";
import { notesOn } from "../../src/machine/notesOn.ts";
import { arrangementsOf, throughputTable } from "../../src/machine/throughput.ts";
import type { ThroughputRow } from "../../src/machine/throughput.ts";

const works = {
  name: "tfjs-node",
  problem: null,
  version: "4.22.0 (TensorFlow 2.21.0)",
  kernels: "fused relu",
  imagesPerSecond: 2854.6,
  cpuMillisecondsPerImage: 0.301,
} as const;

const fails = {
  ...({ name: "tfjs-node", problem: "no binding", version: null, kernels: null } as const),
  ...{ imagesPerSecond: null, cpuMillisecondsPerImage: null },
} as const;

test("what doctor found, for a terminal", () => {
  const text = describeDiagnosis(
    diagnosisSchema.parse({
      format: 1,
      versions: { bench: "1.0.0", anneal: "1.1.0", tfjs: "4.22.0", node: "24.1.0" },
      machine: { platform: "linux x64", cpu: "A CPU", cores: 2, memoryGigabytes: 8 },
      webAssembly: { simd: true, relaxedSimd: false, threads: true },
      variants: [works, { ...fails, name: "wasm-relaxed" }],
      datasets: [
        { name: "mnist", problem: null },
        { name: "fashion-mnist", problem: "Fashion-MNIST: the files are missing" },
      ],
      notes: ["a note"],
    }),
  );
  expect(text.split("\n")[0]).toBe(
    "anneal-bench 1.0.0, anneal 1.1.0, TensorFlow.js 4.22.0, Node 24.1.0",
  );
  for (const part of [
    "WebAssembly: SIMD yes, relaxed SIMD no, threads yes",
    "│ tfjs-node │     2855 │         0.30 │",
    "\nwasm-relaxed: no binding\n",
    "\nmnist: there, and as it should be\nfashion-mnist: Fashion-MNIST: the files are missing\n",
    "note: a note\n",
  ]) {
    expect(text).toContain(part);
  }
});

describe("the notes of doctor", () => {
  const all = { simd: true, relaxedSimd: true, threads: false };

  test("are none where everything is there", () => {
    expect(notesOn("22.1.0", all, [works])).toEqual([]);
  });

  test.each<[string, string, Parameters<typeof notesOn>[1], Parameters<typeof notesOn>[2], string]>(
    [
      ["tfjs-node that fails", "22.1.0", all, [fails], "--install-native"],
      [
        "no library",
        "22.1.0",
        all,
        [{ ...fails, name: "fused-native" }],
        "same numbers as fused-wasm",
      ],
      ["Node 23", "23.0.0", all, [works], "lacks two functions"],
      ["threads", "22.1.0", { ...all, threads: true }, [works], "one thread in Node"],
    ],
  )("speak of %s", (_, node, features, found, part) => {
    expect(notesOn(node, features, found)).toEqual([expect.stringContaining(part)]);
  });
});

test("this engine has SIMD, which the other tests need", () => {
  expect(engineFeatures()).toMatchObject({ simd: true, threads: true });
});

test("what Node removed from util is there again, and what is there stays", () => {
  const legacy = util as unknown as Record<string, unknown>;
  const { isArray } = legacy;
  delete legacy["isNullOrUndefined"];
  restoreLegacyUtil();
  const isNullOrUndefined = legacy["isNullOrUndefined"] as (value: unknown) => boolean;
  expect([null, undefined, 0, ""].map(isNullOrUndefined)).toEqual([true, true, false, false]);
  expect(legacy["isArray"]).toBe(isArray);
});

test("each backend is measured alone, and with mixes as one process for each core", () => {
  const shapes = (mixes: boolean, cores: number) =>
    arrangementsOf(["tfjs-node", "wasm-simd", "cpu"], mixes, cores).map(
      ({ variant, processes, threads }) => `${variant} ${String(processes)}×${String(threads)}`,
    );
  expect(shapes(false, 4)).toEqual(["tfjs-node 1×4", "wasm-simd 1×1", "cpu 1×1"]);
  expect(shapes(true, 4)).toEqual([
    ...["tfjs-node 1×4", "tfjs-node 1×1", "tfjs-node 4×1"],
    ...["wasm-simd 1×1", "wasm-simd 4×1", "cpu 1×1"],
  ]);
  expect(shapes(true, 1)).toEqual(["tfjs-node 1×1", "wasm-simd 1×1", "cpu 1×1"]);
});

test("the table gives the ratio to the first that was measured", () => {
  const row = (name: string, median: number | null): ThroughputRow => ({
    name,
    processes: 1,
    threads: 2,
    version: "4.22.0",
    kernels: null,
    problem: median === null ? "does not load" : null,
    imagesPerSecond: median === null ? null : { median, firstQuartile: 90, thirdQuartile: 110.4 },
    cpuMillisecondsPerImage:
      median === null ? null : { median: 0.5, firstQuartile: 0.4, thirdQuartile: 0.6 },
    rounds: [],
  });
  expect(
    throughputTable([row("a", null), row("b", 100), row("c", 25)])
      .split("\n")
      .slice(2),
  ).toEqual([
    "| a | 1 × 2 | – | – | – | – | does not load |",
    "| b | 1 × 2 | 100 | 90–110 | 1.000 | 0.500 | 4.22.0 |",
    "| c | 1 × 2 | 25 | 90–110 | 0.250 | 0.500 | 4.22.0 |",
  ]);
});

test("a training runs on each core, as far as the memory goes", () => {
  const gigabytes = 2 ** 30;
  expect(defaultJobs(2, 24 * gigabytes)).toBe(2);
  expect(defaultJobs(16, 8 * gigabytes)).toBe(4);
  expect(defaultJobs(4, gigabytes)).toBe(1);
});
