/**
 * Follows what a repository of somebody else does with the benchmark in GitHub Actions, on this machine and from packed
 * packages: `anneal-bench init`, the steps of the composite action on the default branch and on a pull request, and the jobs of
 * the reusable workflow. What is real: the commands of the steps, their expressions, the packages, the requests to the API.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Install } from "../packed.ts";
import { linkCommands } from "../walkthrough.ts";
import { openComments } from "./github.ts";
import { runAction, runWorkflow } from "./runner.ts";
import type { Machine } from "./runner.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const marker = "<!-- anneal-bench report -->";

/**
 * A training of microseconds with six seeds: the square of a number, from a place of the seed's own, by gradient descent. With a
 * rate of 0.2 it ends at a loss below 0.001.
 */
const configuration = (
  rate: number,
): string => `import { defineConfig, defineTask } from "@anneal/bench";

const parabola = defineTask({
  metrics: [{ name: "loss", better: "lower" }],
  stepsPerEpoch: 1,
  train: async ({ schedule, seed, epochs, report }) => {
    let x = 1 + seed / 10;
    for (let epoch = 0; epoch < epochs; epoch++) {
      x -= schedule.value * 2 * x;
      schedule.advance();
      await report({ training: { loss: x * x }, validation: { loss: x * x } });
    }
    return { loss: x * x };
  },
});

export default defineConfig({
  tasks: { parabola },
  schedules: { mine: () => () => ${String(rate)} },
  schedule: ["constant", "mine"],
  seeds: 6,
  epochs: 8,
  batchSize: 1,
  learningRate: 0.1,
  assertions: { "parabola/mine:testLoss": ["error", { max: 0.01, aggregation: "worst" }] },
});
`;

/**
 * Runs the action, and the reusable workflow, in repositories that have not installed the benchmark. In place of the registry an
 * `npm` brings the packed packages: it takes down how it is called, and that is what is checked.
 *
 * @param equipped - A folder in which the benchmark is installed.
 */
async function installsItself(scratch: string, equipped: string): Promise<void> {
  const programs = join(scratch, "bin");
  mkdirSync(programs, { recursive: true });
  writeFileSync(
    join(programs, "npm"),
    `#!/usr/bin/env bash
echo "$*" >> "$NPM_CALLS"
case "$1" in
  ci) if [ -e lock-has-it ]; then cp -R "$EQUIPPED/node_modules" .; else mkdir node_modules; fi ;;
  install) rm -rf node_modules; cp -R "$EQUIPPED/node_modules" . ;;
  *) echo "npm $* is not what an action should ask for" >&2; exit 1 ;;
esac
`,
    { mode: 0o755 },
  );
  const cases: readonly {
    readonly what: string;
    readonly files: readonly string[];
    readonly version?: string;
    readonly calls: readonly string[];
  }[] = [
    {
      what: "no lock file",
      files: [],
      version: "1.2.3",
      calls: ["install --no-save @anneal/bench@1.2.3 anneal"],
    },
    {
      what: "a lock file without it",
      files: ["package-lock.json"],
      calls: ["ci", "install --no-save @anneal/bench@latest anneal"],
    },
    {
      what: "a lock file with it",
      files: ["package-lock.json", "lock-has-it"],
      calls: ["ci"],
    },
  ];
  for (const [index, { what, files, version, calls }] of cases.entries()) {
    const run = async (kind: "action" | "workflow"): Promise<void> => {
      const folder = join(scratch, `${kind}-${String(index)}`);
      const [workspace, storage] = [join(folder, "repository"), join(folder, "storage")];
      for (const own of [workspace, storage]) mkdirSync(own, { recursive: true });
      writeFileSync(join(workspace, "package.json"), '{ "private": true, "type": "module" }');
      writeFileSync(join(workspace, "anneal.config.ts"), configuration(0.2));
      for (const file of files) writeFileSync(join(workspace, file), "{}");
      const told = join(folder, "calls");
      const machine: Machine = {
        workspace,
        storage,
        github: {
          event_name: "push",
          sha: "a",
          ref_name: "main",
          event: { repository: { default_branch: "main" } },
        },
        environment: {
          ...{ CI: "true", NO_COLOR: "1", NPM_CALLS: told, EQUIPPED: equipped },
          PATH: `${programs}:${process.env["PATH"]!}`,
        },
      };
      const given = version === undefined ? {} : { version };
      const ended =
        kind === "action"
          ? await runAction(join(root, "action.yml"), given, machine)
          : await runWorkflow(join(root, ".github/workflows/anneal-bench.yml"), given, machine);
      assert.equal(ended.code, 0, ended.output);
      assert.match(ended.summary, new RegExp(`^${marker}\n`));
      const asked = readFileSync(told, "utf8").trim().split("\n");
      assert.deepEqual(asked, calls, `${kind} in a repository with ${what}`);
    };
    await run("action");
    if (index === 0) await run("workflow");
  }
  process.stdout.write(
    "ok action and workflow in repositories without the benchmark: they install what is missing\n",
  );
}

interface Event {
  readonly name: "push" | "pull_request";
  readonly sha: string;
}

/** Runs all of it. Throws an error that says what is not as it must be. */
export async function rehearseActions(scratch: string, install: Install): Promise<void> {
  const workspace = join(scratch, "repository");
  const storage = join(scratch, "storage");
  for (const folder of [workspace, storage]) mkdirSync(folder, { recursive: true });
  writeFileSync(join(workspace, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await install(workspace, ["@anneal/bench", "anneal"]);
  linkCommands(workspace, "@anneal/bench");
  const bench = (...given: readonly string[]): string =>
    execFileSync("npx", ["--no-install", "anneal-bench", ...given], {
      cwd: workspace,
      encoding: "utf8",
    });

  await installsItself(join(scratch, "fresh"), workspace);

  bench("init");
  const actionFile = join(workspace, ".github/actions/anneal-bench/action.yml");
  const read = (file: string): string => readFileSync(file, "utf8");
  assert.equal(read(actionFile), read(join(root, "action.yml")), "init writes action.yml");
  execFileSync("rm", ["-r", join(workspace, ".github"), join(workspace, "anneal.config.ts")]);
  bench("init", "--shards", "2");
  const workflowFile = join(workspace, ".github/workflows/anneal-bench.yml");
  const published = join(root, ".github/workflows/anneal-bench.yml");
  assert.equal(read(workflowFile), read(published), "init --shards writes the reusable workflow");

  const api = await openComments();
  const machineOf = ({ name, sha }: Event): Machine => ({
    workspace,
    storage,
    github: {
      event_name: name,
      sha,
      ref_name: name === "push" ? "main" : "7/merge",
      token: "secret",
      event: { repository: { default_branch: "main" }, pull_request: { number: 7 } },
    },
    environment: {
      CI: "true",
      GITHUB_ACTIONS: "true",
      GITHUB_API_URL: api.address,
      GITHUB_REPOSITORY: "me/mine",
      NO_COLOR: "1",
    },
  });
  const configure = (rate: number): void =>
    writeFileSync(join(workspace, "anneal.config.ts"), configuration(rate));
  const artifact = (): readonly string[] => {
    const folder = join(storage, "artifacts/anneal-bench");
    return existsSync(folder) ? readdirSync(folder, { recursive: true }).map(String) : [];
  };
  const byBots = () => api.comments.filter(({ user }) => user.type === "Bot");
  const composite = (event: Event, given: Readonly<Record<string, string>> = {}) =>
    runAction(join(root, "action.yml"), given, machineOf(event));

  try {
    configure(0.2);
    const first = await composite({ name: "push", sha: "a" }, { shards: "2" });
    assert.equal(first.code, 0, first.output);
    assert.match(first.summary, new RegExp(`^${marker}\n`));
    assert.match(first.summary, /Nothing is compared with an earlier run: there are no results/);
    assert.match(first.summary, /parabola\/mine testLoss/);
    for (const file of ["results.json", "report/report.html", "report/comment.md"]) {
      assert.ok(artifact().includes(file), `the artifact has no ${file}`);
    }
    assert.deepEqual(readdirSync(join(storage, "caches")), ["anneal-bench---a"]);
    assert.equal(byBots().length, 0, "a push has no comment");
    process.stdout.write("ok action on the default branch: summary, artifact, baseline\n");

    configure(0.01);
    const worse = await composite({ name: "pull_request", sha: "b" }, { shards: "2" });
    assert.equal(worse.code, 4, worse.output);
    assert.match(worse.output, /assertions failed: parabola\/mine testLoss/);
    assert.match(worse.output, /regression/);
    assert.match(worse.output, /^::error title=/m);
    const [comment] = byBots();
    assert.equal(comment?.body.trimEnd(), worse.summary.trimEnd(), "the comment is the summary");
    assert.ok(artifact().includes("report/comparison.json"));
    assert.deepEqual(readdirSync(join(storage, "caches")), ["anneal-bench---a"]);
    process.stdout.write("ok action on a pull request that is worse: exit code 4, comment\n");

    const silent = await composite(
      { name: "pull_request", sha: "c" },
      { "fail-on": "nothing", comment: "false" },
    );
    assert.equal(silent.code, 0, silent.output);
    assert.equal(byBots().length, 1);
    process.stdout.write("ok action with fail-on nothing and without a comment: exit code 0\n");

    configure(0.2);
    const better = await runWorkflow(
      workflowFile,
      { shards: "2" },
      machineOf({ name: "pull_request", sha: "d" }),
    );
    assert.equal(better.code, 0, better.output);
    assert.equal(byBots().length, 1, "the comment is written over");
    assert.equal(byBots()[0]!.body.trimEnd(), better.summary.trimEnd());
    assert.notEqual(better.summary, worse.summary);
    api.writable = false;
    configure(NaN);
    const broken = await runWorkflow(
      workflowFile,
      {},
      machineOf({ name: "pull_request", sha: "e" }),
    );
    assert.equal(broken.code, 2, broken.output);
    process.stdout.write(
      "ok reusable workflow with two shards: summary, comment; with an error: exit code 2\n",
    );
  } finally {
    await api.close();
  }
}
