import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { registerInit } from "../../src/commands/init.ts";
import { loadConfiguration } from "../../src/configuration/load.ts";
import { action, reusableWorkflow } from "../../src/initialization/action.ts";
import { demandShards } from "../../src/initialization/steps.ts";
import { pluginFiles } from "../../src/initialization/plugin.ts";
import { writeNew } from "../../src/initialization/writeNew.ts";
import { start } from "../commands/command.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-init-"));
});
afterEach(() => rm(folder, { recursive: true }));

const written = (path: string): Promise<string> => readFile(join(folder, path), "utf8");

/** The commands of the steps of a workflow or an action. */
const commandsOf = (text: string): readonly string[] =>
  [...text.matchAll(/^( *)run: (.*\n(?:\1 +.*\n)*)/gm)].map(([, , command]) => command!);

const init = (...given: readonly string[]) => start(["init", ...given], { cwd: folder }).ended;

describe("init", () => {
  test("writes a configuration that loads and can be planned, and a workflow, and says what is next", async () => {
    const { code, stdout } = await init();
    expect(code).toBe(0);
    expect(stdout).toContain("wrote anneal.config.ts");
    expect(stdout).toContain("Next:\n  npm install --save-dev @anneal/bench anneal\n");
    const loaded = await loadConfiguration(undefined, folder);
    expect(Object.keys(loaded!.configuration.schedules!)).toEqual(["mine", "fading"]);
    expect(await written(".github/actions/anneal-bench/action.yml")).toBe(action);
    const workflow = await written(".github/workflows/learning-rates.yml");
    expect(workflow.match(/uses: .*/g)).toEqual([
      expect.stringMatching(/actions\/checkout@[0-9a-f]{40} # v/),
      "uses: ./.github/actions/anneal-bench",
    ]);

    const plan = await start(["plan"], { cwd: folder }).ended;
    expect(plan).toMatchObject({ code: 0 });
    expect(plan.stdout).toContain("mine");
  });

  test("--shards writes the workflow for several machines, and one that calls it", async () => {
    const { code } = await init("--shards", "3");
    expect(code).toBe(0);
    expect(await written(".github/workflows/anneal-bench.yml")).toBe(reusableWorkflow);
    expect(await written(".github/workflows/learning-rates.yml")).toMatch(
      /uses: \.\/\.github\/workflows\/anneal-bench\.yml\n +with:\n +shards: "3"\n/,
    );
  });

  test.each(["0", "-1", "1.5", "257", "", "many"])("--shards refuses %j", async (shards) => {
    const program = new Command().exitOverride();
    registerInit(program);
    const refused = program.parseAsync(["init", "--shards", shards], { from: "user" });
    await expect(refused).rejects.toMatchObject({
      kind: "usage",
      message: `--shards must be a whole number from 1 to 256, got ${JSON.stringify(shards)}`,
    });
  });

  // They are written from the sources: vitest run -u.
  test.each([
    ["action.yml", action],
    [".github/workflows/anneal-bench.yml", reusableWorkflow],
  ])("%s of this repository is what init writes", async (path, text) => {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, "../../../..", path));
  });

  test("every action is pinned to a commit, and no step's command has an expression in it", () => {
    for (const text of [action, reusableWorkflow]) {
      for (const used of text.match(/uses: .*/g)!) expect(used).toMatch(/@[0-9a-f]{40} # v\d/);
      // What comes from outside gets into a command through its environment, where it stays text.
      const commands = commandsOf(text);
      expect(commands.length).toBeGreaterThan(4);
      for (const command of commands) expect(command).not.toContain("${{");
    }
  });

  test.each([
    ["1", 0],
    ["256", 0],
    ...["0", "257", "1000", "-1", "1.5", "", "inf", "many", "2 3", "2\n3"].map(
      (shards): [string, number] => [shards, 2],
    ),
  ])("a step that counts parts ends with %j shards by %d", (shards, code) => {
    const script = `${demandShards}\necho goes on`;
    const { status, stdout } = spawnSync("bash", ["-eo", "pipefail", "-c", script], {
      env: { ...process.env, SHARDS: shards },
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({
      status: code,
      stdout: code === 0 ? "goes on\n" : "::error::shards must be a whole number from 1 to 256\n",
    });
    for (const command of [action, reusableWorkflow].flatMap(commandsOf)) {
      if (command.includes("seq ")) expect(command).toContain(demandShards);
    }
  });

  test.each([
    ["", 0],
    [".", 0],
    ["not-there", 2],
    ["-x", 2],
    ["$(touch pwned)", 2],
  ])("a step that trains ends with the baseline %j by %d", async (baseline, code) => {
    const training = [action, reusableWorkflow]
      .flatMap(commandsOf)
      .filter((command) => command.includes("anneal-bench run"));
    const [demandBaseline = ""] = /^.*baseline must be .*$/m.exec(training.join("\n")) ?? [];
    const { status, stdout } = spawnSync("bash", ["-eo", "pipefail", "-c", demandBaseline], {
      cwd: folder,
      env: { ...process.env, BASELINE: baseline },
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({
      status: code,
      stdout:
        code === 0
          ? ""
          : "::error::baseline must be the output folder of an earlier run, and there is no such folder\n",
    });
    expect(await readdir(folder)).toEqual([]);
    for (const command of training) expect(command).toContain(demandBaseline);
  });

  test("writes nothing where one of the files is there", async () => {
    await mkdir(join(folder, ".github/workflows"), { recursive: true });
    await writeFile(join(folder, ".github/workflows/learning-rates.yml"), "mine");
    const { code, stderr, stdout } = await init();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /^anneal-bench: init: .*learning-rates\.yml is there already, and nothing was written: move it away first\n$/,
    );
    expect(await readdir(folder)).toEqual([".github"]);
  });

  test("--plugin writes a package into a folder of its name", async () => {
    const { code, stdout } = await init("--plugin", "@me/my-schedules");
    expect(code).toBe(0);
    expect(stdout).toContain("Next:\n  cd my-schedules\n");
    expect((await readdir(join(folder, "my-schedules"))).sort()).toEqual([
      "README.md",
      "package.json",
      "src",
      "test",
      "tsconfig.build.json",
      "tsconfig.json",
    ]);
    const schedule = await readFile(join(folder, "my-schedules/src/inverse.ts"), "utf8");
    expect(schedule).toContain('definePureSchedule<InverseOptions>("@me/my-schedules/inverse"');
  });

  test.each(["", ".", "../up", "My-Schedules", "a b", "@me", "@me/", "a/b", '"', "x".repeat(215)])(
    "--plugin refuses the name %j",
    (name) => {
      expect(() => pluginFiles(name)).toThrow(
        "--plugin must be a name for a package of npm, such as my-schedules, got ",
      );
    },
  );

  test("what cannot be written is an error that says so", async () => {
    await writeFile(join(folder, "file"), "");
    await expect(writeNew(join(folder, "file"), { "a.txt": "" })).rejects.toMatchObject({
      kind: "output",
      message: expect.stringMatching(/^cannot write .*a\.txt: /) as string,
    });
  });
});
