import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backendNames } from "@anneal/experiment/records";
import { describeEntry } from "@anneal/experiment/schedules";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfiguration } from "../../src/configuration/load.ts";
import { checkConfiguration, defineConfig } from "../../src/configuration/schema.ts";
import { contestantsOf, settingsOf } from "../../src/configuration/settings.ts";
import type { Settings } from "../../src/configuration/settings.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-configuration-"));
});
afterEach(() => rm(folder, { recursive: true }));

const totals = { totalSteps: 100, stepsPerEpoch: 10, epochs: 10, learningRate: 0.01 };

const files = {
  "anneal.config.ts": `
    import { defineConfig } from "@anneal/bench";
    import { cosine } from "anneal";
    const length: number = 2;
    export default defineConfig({
      epochs: length,
      schedules: { mine: ({ totalSteps, learningRate }) => cosine({ initial: learningRate, steps: totalSteps }) },
    });`,
  "anneal.config.js": `
    import { cosine } from "anneal";
    export default {
      epochs: 2,
      schedules: { mine: ({ totalSteps }) => cosine({ initial: 0.01, steps: totalSteps }) },
    };`,
  "anneal.config.cjs": `
    const { cosine } = require("anneal");
    module.exports = { epochs: 2, schedules: { mine: cosine({ initial: 0.01, steps: 100 }) } };`,
  "anneal.config.json": `
    { "epochs": 2, "schedules": { "mine": { "kind": "cosine", "initial": 0.01, "steps": 100 } } }`,
};

describe("a file", () => {
  test.each(Object.entries(files))("%s is found and loaded", async (name, text) => {
    await writeFile(join(folder, name), text);
    const loaded = await loadConfiguration(undefined, folder);
    expect(loaded?.path).toBe(join(folder, name));
    expect(loaded?.configuration.epochs).toBe(2);
    expect(describeEntry("mine", contestantsOf(loaded?.configuration)["mine"]!, totals)).toEqual({
      per: "step",
      spec: { kind: "cosine", initial: 0.01, steps: 100, min: 0 },
    });
  });

  test("of another name is loaded when it is named", async () => {
    await writeFile(join(folder, "other.json"), '{ "seeds": [4, 2] }');
    const loaded = await loadConfiguration("other.json", folder);
    expect(loaded?.configuration).toEqual({ seeds: [4, 2] });
  });

  test("that is not there is nothing, unless it was named", async () => {
    expect(await loadConfiguration(undefined, folder)).toBeUndefined();
    await expect(loadConfiguration("nope.ts", folder)).rejects.toThrow(
      `cannot load ${join(folder, "nope.ts")}: there is no such file; --config names the configuration file`,
    );
  });

  test("that is a folder is refused with the name of a file in it", async () => {
    const refused = (path: string, file: string) =>
      expect(loadConfiguration(path, folder)).rejects.toThrow(
        `it is a folder; --config names the file in it, such as ${join(folder, file)}`,
      );
    await mkdir(join(folder, "empty"));
    await refused("empty", "empty/anneal.config.ts");
    await writeFile(join(folder, "anneal.config.mjs"), "");
    await refused(".", "anneal.config.mjs");
  });

  test.each(["config.txt", "config.yaml", "config"])(
    "%s is refused, because it is no code and no JSON",
    async (name) => {
      await writeFile(join(folder, name), "epochs: 3");
      await expect(loadConfiguration(name, folder)).rejects.toThrow(
        `cannot load ${join(folder, name)}: --config must name a file that ends in one of .ts, .mts, `,
      );
    },
  );

  test.each([
    ["a.ts", ""],
    ["b.ts", "export const epochs = 3;"],
    ["c.ts", "const late = undefined; export default late;"],
    ["d.mjs", "// nothing yet"],
    ["e.mjs", "export const epochs = 3;"],
    ["f.js", "const configuration = { epochs: 3 };"],
    ["g.cjs", ""],
    ["h.cjs", "module.exports = undefined;"],
  ])("%s that exports nothing is refused: %j", async (name, text) => {
    await writeFile(join(folder, name), text);
    await expect(loadConfiguration(name, folder)).rejects.toThrow(
      `cannot load ${join(folder, name)}: it exports no configuration; write export default defineConfig({ … }) in it`,
    );
  });

  test.each([
    ["a.ts", "export default {};", {}],
    ["b.ts", "export const unused = 1; export default { epochs: 3 };", { epochs: 3 }],
    ["c.ts", "export = { epochs: 3 };", { epochs: 3 }],
    ["d.cjs", "exports.epochs = 3;", { epochs: 3 }],
    ["e.mjs", "export default Promise.resolve({ epochs: 3 });", { epochs: 3 }],
  ])("%s gives a configuration: %j", async (name, text, configuration) => {
    await writeFile(join(folder, name), text);
    expect((await loadConfiguration(name, folder))?.configuration).toEqual(configuration);
  });

  test.each([
    ["anneal.config.json", "{ nonsense", "cannot load"],
    ["anneal.config.json", "[]", "must hold an object, got an array"],
    ["anneal.config.json", "7", "must hold an object"],
    ["anneal.config.js", "throw new Error('no luck')", "no luck"],
    ["anneal.config.js", "throw new RangeError()", "anneal.config.js: RangeError"],
    [
      "anneal.config.js",
      "throw { toString() { throw 0; } }",
      "something was thrown that cannot be shown as text",
    ],
    [
      "anneal.config.js",
      "setTimeout(() => { throw new Error('in a timer'); }); await new Promise(() => {});",
      "in a timer",
    ],
    ["anneal.config.ts", "export default {", "cannot load"],
    ["anneal.config.ts", 'import "not-installed"; export default {}', "not-installed"],
    [
      "anneal.config.json",
      '{ "speed": 1 }',
      "speed (did you mean seeds?) is no setting; the settings are preset, tasks",
    ],
    [
      "anneal.config.json",
      '{ "epochs": "many" }',
      'epochs must be a whole number from 1 to 1000000, got "many"',
    ],
    [
      "anneal.config.json",
      '{ "schedules": { "mine": 3 } }',
      "schedules.mine must be a spec with a kind",
    ],
    [
      "anneal.config.json",
      '{ "schedules": { "a b": { "kind": "x" } } }',
      "schedules.a b has a name that",
    ],
    [
      "anneal.config.json",
      '{ "schedules": { "cosine": { "kind": "cosine" } } }',
      "cosine is the name of a built-in schedule",
    ],
    [
      "anneal.config.json",
      '{ "mirrors": ["ftp://x"] }',
      "mirrors must be a list of http or https addresses",
    ],
  ])("%s with %s is an error of usage that names it", async (name, text, message) => {
    await writeFile(join(folder, name), text);
    const attempt = loadConfiguration(undefined, folder);
    await expect(attempt).rejects.toMatchObject({
      name: "BenchmarkError",
      kind: "usage",
      message: expect.stringContaining(message) as string,
    });
    await expect(attempt).rejects.toThrow(name);
    await expect(attempt).rejects.toThrow(/^[^\n]+$/);
  });
});

test("a configuration far from any node_modules imports what the benchmark is made of", async () => {
  const families = {
    core: "scale",
    cosine: "cosine",
    cyclic: "oneCycle",
    exponential: "exponential",
    plateau: "plateau",
    polynomial: "polynomial",
    step: "step",
    tfjs: "connect",
    transformer: "noam",
    warmup: "warmup",
  };
  const names = Object.values(families);
  await writeFile(
    join(folder, "anneal.config.ts"),
    `${Object.entries(families)
      .map(([name, made]) => `import { ${made} } from "@anneal/${name}";`)
      .join("\n")}
    import * as anneal from "anneal";
    import { defineConfig, defineTask, layerSeeds } from "@anneal/bench";
    const made = { ${names.join(", ")}, defineConfig, defineTask, layerSeeds };
    const missing = Object.keys(made).filter((name) => typeof made[name] !== "function");
    if (missing.length > 0) throw new Error("missing: " + missing.join(", "));
    // The same copy, however it is named.
    if (made.cosine !== anneal.cosine) throw new Error("two copies");
    export default defineConfig({ out: String(layerSeeds(1, 2).length) });`,
  );
  expect((await loadConfiguration(undefined, folder))?.configuration).toEqual({ out: "2" });
});

test.each([
  ["Spirals", "tasks: spirals and Spirals differ in case alone"],
  ["con", "tasks: con is no name of a folder on Windows"],
  ["nul.1", "tasks: nul.1 is no name of a folder on Windows"],
  ["moons.", "tasks: moons. is no name of a folder on Windows"],
])("a task %s, whose folder would be lost on some systems, is refused", (name, message) => {
  const task = { train: () => Promise.resolve() };
  expect(() => checkConfiguration({ tasks: { spirals: task, [name]: task } }, "file")).toThrow(
    message,
  );
  expect(() =>
    checkConfiguration({ tasks: { spirals: task, console: task } }, "file"),
  ).not.toThrow();
});

test("a configuration that never resolves is refused when the time is up", async () => {
  await writeFile(join(folder, "anneal.config.js"), "export default new Promise(() => {});");
  await expect(loadConfiguration(undefined, folder, 0.2)).rejects.toMatchObject({
    kind: "usage",
    message: expect.stringContaining("it has not finished after 0.2 seconds") as string,
  });
});

describe("settings", () => {
  test("come from the preset quick when nothing else is said", () => {
    const [settings] = settingsOf({}, undefined) as [Settings];
    expect(settings).toMatchObject({
      preset: "quick",
      task: "fashion-mnist",
      seeds: [1, 2, 3],
      epochs: 15,
      samples: 7_500,
      batchSize: 64,
      learningRate: 0.02,
      backend: "auto",
      configurationFile: undefined,
    });
    expect(settings.jobs).toBeGreaterThanOrEqual(1);
    expect(settings.out).toBe(join(process.cwd(), "anneal-results"));
  });

  test("of the flags win over the file, and those of the file over the preset", () => {
    const loaded = {
      path: "/x/anneal.config.json",
      digest: "0123456789abcdef",
      configuration: { preset: "smoke", epochs: 7, samples: 100, seeds: 3 } as const,
    };
    expect(settingsOf({ epochs: 9 }, loaded)[0]).toMatchObject({
      preset: "smoke",
      epochs: 9,
      samples: 100,
      seeds: [1, 2, 3],
      testSamples: 500,
      configurationFile: "/x/anneal.config.json",
    });
  });

  test("evaluate training figures only where that is asked for, and leave no trace otherwise", () => {
    expect(settingsOf({ evaluateTraining: true }, undefined)[0]).toHaveProperty(
      "evaluateTraining",
      true,
    );
    for (const given of [{}, { evaluateTraining: false }]) {
      expect(settingsOf(given, undefined)[0]).not.toHaveProperty("evaluateTraining");
    }
  });

  test("let schedules of a file take part unless the choice leaves them out", () => {
    const configuration = defineConfig({ preset: "smoke", schedules: { mine: () => 0.1 } });
    const loaded = { path: "/x", digest: "0123456789abcdef", configuration };
    expect(settingsOf({}, loaded)[0]!.schedule).toEqual(["constant", "warmup-cosine", "mine"]);
    expect(settingsOf({ schedule: ["cosine"] }, loaded)[0]!.schedule).toEqual(["cosine"]);
    expect(settingsOf({ schedule: ["mine"] }, loaded)[0]!.schedule).toEqual(["mine"]);
  });

  test("refuse a schedule that does not exist, inherited names included", () => {
    expect(() => settingsOf({ schedule: ["cosine", "toString", "nope"] }, undefined)).toThrow(
      "unknown schedule toString, nope: the schedules are constant, ",
    );
  });

  test.each([
    [
      { preset: "fast" },
      '--preset must be one of smoke, ci, quick, experiment, reference, got "fast"',
    ],
    [{ task: ["a", "a"] }, "--task must be a list of names, none twice"],
    [{ backend: "gpu" }, `--backend must be one of ${backendNames.join(", ")}, got "gpu"`],
    [{ epochs: 0 }, "--epochs must be a whole number from 1 to 1000000, got 0"],
    [{ epochs: NaN }, "--epochs must be a whole number from 1 to 1000000, got NaN"],
    [{ samples: 0 }, "--samples must be a whole number from 1 to 9007199254740991, got 0"],
    [
      { testSamples: -1 },
      "--test-samples must be a whole number from 0 to 9007199254740991, got -1",
    ],
    [{ batchSize: 1.5 }, "--batch-size must be a whole number from 1 to 1000000, got 1.5"],
    [{ learningRate: Infinity }, "--learning-rate must be a finite number above 0, got Infinity"],
    [{ learningRate: 0 }, "--learning-rate must be a finite number above 0, got 0"],
    [{ evaluateTraining: "no" }, '--evaluate-training must be true or false, got "no"'],
    [{ jobs: -1 }, "--jobs must be a whole number from 1 to 256, got -1"],
    [{ seeds: [] }, "--seeds must be a count from 1 to 1000 or a list"],
    [{ seeds: [1, 1] }, "--seeds must be a count from 1 to 1000 or a list"],
    [{ seeds: [0] }, "--seeds must be a count from 1 to 1000 or a list"],
    [{ seeds: 1001 }, "--seeds must be a count from 1 to 1000 or a list"],
    [{ schedule: ["a", "a"] }, "--schedule must be a list of names, none twice"],
    [{ schedule: [""] }, "--schedule must be a list of names, none twice"],
    [{ out: "" }, '--out must be a non-empty text, got ""'],
    [{ epochs: 0, jobs: 0 }, "got 0; --jobs must be"],
  ])("given as flags: %o is refused", (flags, message) => {
    expect(() => checkConfiguration(flags)).toThrow(message);
    expect(() => checkConfiguration(flags)).toThrow(
      expect.objectContaining({ kind: "usage" }) as Error,
    );
  });
});
