import { totalsOf } from "@anneal/experiment/records";
import { describeEntry } from "@anneal/experiment/schedules";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadConfiguration } from "../src/configuration/load.ts";
import type { LoadedConfiguration } from "../src/configuration/load.ts";
import { presets } from "../src/configuration/presets.ts";
import { contestantsOf, settingsOf } from "../src/configuration/settings.ts";
import type { Settings } from "../src/configuration/settings.ts";
import { builtInTasks } from "../src/datasets/builtInTasks.ts";
import { exitCodes } from "../src/execution/exitCodes.ts";

let readme: string;
let folder: string;
let loaded: LoadedConfiguration;
beforeAll(async () => {
  readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const [, example] = /^```ts\n([\s\S]*?)^```/m.exec(
    readme.slice(readme.indexOf("## Configuration")),
  )!;
  folder = await mkdtemp(join(tmpdir(), "anneal-readme-"));
  await writeFile(join(folder, "anneal.config.ts"), example!);
  loaded = (await loadConfiguration(undefined, folder))!;
});
afterAll(() => rm(folder, { recursive: true }));

test("the configuration of the README gives the plan that it describes", () => {
  const [settings] = settingsOf({}, loaded) as [Settings];
  // 512 images to train in batches of 64, two epochs: 16 updates.
  const contestants = contestantsOf(loaded.configuration);
  const totals = totalsOf({ ...settings, stepsPerEpoch: 8 });
  const descriptionOf = (name: string) => describeEntry(name, contestants[name]!, totals);
  expect(settings.schedule).toEqual([
    ...presets.smoke.schedule,
    "mine",
    "fading",
    "each-epoch",
    "keras",
  ]);
  expect(settings.seeds).toHaveLength(2);
  expect(descriptionOf("mine")).toMatchObject({
    per: "step",
    spec: { kind: "warmup", steps: 10, schedule: { kind: "cosine", initial: 0.01, steps: 6 } },
  });
  expect(descriptionOf("each-epoch")).toMatchObject({ per: "epoch" });
});

test("the presets and the exit codes of the README are those of the program", () => {
  for (const name of Object.keys(presets)) {
    const { epochs, samples } = builtInTasks["fashion-mnist"].sizes![name]!;
    const row = new RegExp(
      `^\\| \`${name}\` .*\\| +${String(epochs)} \\| +${samples!.toLocaleString("en-US")} \\|$`,
      "m",
    );
    expect(readme).toMatch(row);
  }
  for (const code of Object.values(exitCodes)) {
    expect(readme).toMatch(new RegExp(`^\\| +${String(code)} \\| `, "m"));
  }
});
