import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { datasets, spread } from "@anneal/experiment/task";
import type { DataContext, FitTask } from "@anneal/experiment/task";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presets } from "../../src/configuration/presets.ts";
import { builtInTasks } from "../../src/datasets/builtInTasks.ts";
import { isInCompact, loadCompact } from "../../src/datasets/compactFashionMnist.ts";

const official = datasets["fashion-mnist"].test.labels.count;

describe("the images that come with the benchmark", () => {
  test.each([
    [{ samples: 7_500, testSamples: 2_000 }, true],
    [{ samples: 7_501, testSamples: 2_000 }, false],
    [{ samples: 1, testSamples: 0 }, true],
    [{ samples: 7_500, testSamples: 2_001 }, false],
    [{ samples: 7_500, testSamples: 10_000 }, false],
    // 1,000 evenly spread ones are every second of them; 1,999 are not among them.
    [{ samples: 640, testSamples: 1_000 }, true],
    [{ samples: 640, testSamples: 1_999 }, false],
    [{ samples: 7_500 }, false],
    [{ testSamples: 2_000 }, false],
    [{}, false],
  ])("%j: are enough: %j", (wanted, expected) => {
    expect(isInCompact(wanted)).toBe(expected);
  });

  test("are the very ones that the whole files would give, wherever they are enough", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2_000 }), (testSamples) => {
        fc.pre(isInCompact({ samples: 1, testSamples }));
        const ofWhole = [...spread(testSamples, official)];
        const ofCompact = [...spread(testSamples, 2_000)].map((index) => 5 * index);
        expect(ofCompact).toEqual(ofWhole);
      }),
      { numRuns: 300 },
    );
  });

  test("are what the presets train up to the experiment", () => {
    const { sizes = {} } = builtInTasks["fashion-mnist"];
    const whole = Object.keys(presets).filter((name) => !isInCompact(sizes[name]!));
    expect(whole).toEqual(["reference"]);
  });

  test("become data without a network and without files of the system", async () => {
    const { data } = builtInTasks["fashion-mnist"] as FitTask;
    const context: DataContext = {
      tf: undefined as never,
      samples: 30,
      testSamples: 500,
      dataDir: undefined,
      // Whoever asks for the whole files gets an error from here.
      mirrors: ["http://127.0.0.1:9/"],
    };
    const { train, test: held } = await data(context);
    expect(train).toMatchObject({ y: { shape: [30] } });
    expect((train as { y: { values: Float32Array } }).y.values[0]).toBe(9);
    expect(held).toMatchObject({ x: { shape: [500, 28, 28, 1] } });
    await expect(data({ ...context, dataDir: "/nowhere" })).rejects.toMatchObject({ kind: "data" });
  });

  test("that are damaged are an error that names the file and what to do", async () => {
    const folder = await mkdtemp(join(tmpdir(), "anneal-compact-"));
    const path = join(folder, "images.bin");
    const { resolve } = createRequire(import.meta.url);
    await copyFile(resolve("@anneal/fashion-mnist/images.bin"), path);
    await writeFile(path, (await readFile(path)).subarray(0, 1_000));
    await expect(loadCompact(path)).rejects.toMatchObject({
      kind: "data",
      message: expect.stringMatching(
        /^Fashion-MNIST: .*images\.bin: .*; install the npm package @anneal\/fashion-mnist again$/,
      ) as string,
    });
    await rm(folder, { recursive: true });
  });
});
