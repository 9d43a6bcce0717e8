import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Step {
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly run?: string;
}
type Permissions = Readonly<Record<string, string>>;
interface Job {
  readonly if?: string;
  readonly permissions?: Permissions;
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(root, ".github/workflows");
const texts = new Map(
  [...readdirSync(folder).map((name) => join(".github/workflows", name)), "action.yml"].map(
    (file) => [file, readFileSync(join(root, file), "utf8")],
  ),
);
const files = [...texts.keys()];
const workflows = files.filter((file) => file !== "action.yml");
const workflowOf = (file: string): Workflow => parse(texts.get(file)!) as Workflow;

const jobs = workflows.flatMap((file) =>
  Object.entries(workflowOf(file).jobs).map(
    ([name, job]) => [`${file.replace(".github/workflows/", "")} ${name}`, file, job] as const,
  ),
);
const stepsOf = (file: string): readonly Step[] =>
  file === "action.yml"
    ? (parse(texts.get(file)!) as { runs: { steps: readonly Step[] } }).runs.steps
    : Object.values(workflowOf(file).jobs).flatMap(({ steps }) => steps);

/** What a job may write, and why. Every other job may read and nothing else. */
const writers: Readonly<Record<string, Permissions>> = {
  // The comment under a pull request.
  "anneal-bench.yml comment": { "pull-requests": "write" },
  "benchmarks.yml comment": { "pull-requests": "write" },
  // The branch with the results of main.
  "benchmarks.yml history": { contents: "write" },
  "pages.yml deploy": { pages: "write", "id-token": "write" },
  // The branch with the next versions, and its pull request.
  "release.yml version": { contents: "write", "pull-requests": "write" },
  // The identity that npm trusts.
  "release.yml publish": { contents: "read", "id-token": "write" },
  "release.yml tag": { contents: "write" },
};

test("every workflow is looked at, and the action that others use", () => {
  expect(workflows.length).toBeGreaterThanOrEqual(6);
  expect(jobs.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(writers)));
});

describe.each(files)("%s", (file) => {
  test("pins every action to a commit, and says of which version it is", () => {
    const lines = texts.get(file)!.match(/^.*\buses:.*$/gm)!;
    for (const line of lines) {
      expect(line).toMatch(/uses: (\.\/|[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/);
    }
    expect(lines).toHaveLength(stepsOf(file).filter(({ uses }) => uses !== undefined).length);
  });

  test("leaves no token behind in a checkout", () => {
    const careless = stepsOf(file).filter(
      (step) =>
        step.uses?.startsWith("actions/checkout@") === true &&
        step.with?.["persist-credentials"] !== false,
    );
    expect(careless).toEqual([]);
  });

  // A title of a pull request in a command would be a command.
  test("puts nothing into a command that somebody else may write", () => {
    const put = stepsOf(file).flatMap(({ run = "" }) =>
      [...run.matchAll(/\$\{\{\s*(.*?)\s*\}\}/g)].map(([, expression]) => expression!),
    );
    expect(put.filter((expression) => !/^(matrix|strategy)\.[\w-]+$/.test(expression))).toEqual([]);
  });
});

describe("permissions", () => {
  test.each(workflows)("%s: a job that asks for none may read at most", (file) => {
    const { permissions } = workflowOf(file);
    expect([{}, { contents: "read" }]).toContainEqual(permissions);
  });

  test.each(jobs)("%s: what it may write is in the list", (name, _file, { permissions }) => {
    if (Object.hasOwn(writers, name)) expect(permissions).toEqual(writers[name]);
    else expect([undefined, { contents: "read" }]).toContainEqual(permissions);
  });

  const writing = jobs.filter(([name]) => Object.hasOwn(writers, name));

  test.each(writing)("%s: no package runs a script, and nothing is built", (_name, _file, job) => {
    for (const { run = "" } of job.steps) {
      for (const [command] of run.matchAll(/\bnpm (?:ci|install|i)\b.*$/gm)) {
        expect(command).toContain("--ignore-scripts");
      }
      expect(run).not.toMatch(/npm (run|exec) (?!version$)|\bnpx\b/m);
    }
  });

  test.each(writing.filter(([, , { permissions }]) => permissions?.["contents"] === "write"))(
    "%s: the code of a pull request does not run in it",
    (_name, file, job) => {
      const { on } = workflowOf(file);
      expect(Object.keys(on)).not.toContain("pull_request_target");
      if (Object.keys(on).includes("pull_request")) {
        expect(job.if).toBe("github.event_name == 'push'");
      }
    },
  );

  test("a job that comments on a pull request checks nothing of it out", () => {
    const commenting = jobs.filter(([name]) => name.endsWith(" comment"));
    expect(commenting).toHaveLength(2);
    for (const [, , { steps }] of commenting) {
      expect(steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"))).toEqual([]);
    }
  });

  test("npm trusts the job that publishes: it has no token, and an environment of its own", () => {
    const text = texts.get(".github/workflows/release.yml")!;
    expect(text).not.toMatch(/NODE_AUTH_TOKEN|NPM_TOKEN|secrets\./);
    const { publish } = workflowOf(".github/workflows/release.yml").jobs;
    expect(publish).toMatchObject({ environment: "npm", permissions: { "id-token": "write" } });
  });
});

test.each(jobs)("%s ends after a time", (_name, _file, job) => {
  expect(job["timeout-minutes"]).toBeGreaterThan(0);
});
