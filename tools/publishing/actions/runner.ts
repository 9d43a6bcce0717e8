import { execFile } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { filled, holds } from "./expressions.ts";
import type { Contexts, Status } from "./expressions.ts";

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
  readonly run?: string;
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, string>> };
  readonly steps: readonly Step[];
}

type Inputs = Readonly<Record<string, { readonly default: string }>>;

/** A machine of GitHub Actions, as far as the steps of this project use one: commands, artifacts, and a cache. */
export interface Machine {
  /** The checkout. */
  readonly workspace: string;
  /** A folder for what GitHub would keep: artifacts, caches, temporary files, the summary. It exists. */
  readonly storage: string;
  readonly github: Readonly<Record<string, unknown>>;
  readonly environment: Readonly<Record<string, string>>;
}

/** How it ended: 0, or the exit code of the first step that failed. */
export interface Run {
  readonly code: number;
  readonly output: string;
  readonly summary: string;
}

const patience = 240_000;

/** Runs one command as `shell: bash` does. */
const bash = (
  text: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly output: string }> =>
  new Promise((resolve) => {
    execFile(
      "bash",
      ["--noprofile", "--norc", "-eo", "pipefail", "-c", `{ ${text}\n} 2>&1`],
      { cwd, env, timeout: patience, killSignal: "SIGKILL", maxBuffer: 1e8 },
      (error, output) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ code, output });
      },
    );
  });

const copyOver = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  cpSync(from, to, { recursive: true });
};

/** What the actions of GitHub that the steps use do on this machine. */
const actions: Readonly<
  Record<string, (given: Readonly<Record<string, string>>, storage: string) => void>
> = {
  "actions/checkout": () => undefined,
  "actions/setup-node": () => undefined,
  "actions/upload-artifact": ({ name, path }, storage) => {
    if (existsSync(path!)) copyOver(path!, join(storage, "artifacts", name!));
  },
  "actions/download-artifact": ({ name, pattern, path }, storage) => {
    const artifacts = join(storage, "artifacts");
    const wanted = name ?? pattern!.replace(/\*$/, "");
    for (const found of existsSync(artifacts) ? readdirSync(artifacts) : []) {
      if (name === undefined ? found.startsWith(wanted) : found === wanted) {
        copyOver(join(artifacts, found), path!);
      }
    }
  },
  "actions/cache/restore": ({ path, "restore-keys": prefix }, storage) => {
    const caches = join(storage, "caches");
    const [newest] = (existsSync(caches) ? readdirSync(caches) : [])
      .filter((found) => found.startsWith(prefix!))
      .sort()
      .reverse();
    if (newest !== undefined) copyOver(join(caches, newest), path!);
  },
  "actions/cache/save": ({ path, key }, storage) => copyOver(path!, join(storage, "caches", key!)),
};

/** Runs the steps of a job, one after the other. */
async function runSteps(
  steps: readonly Step[],
  contexts: Contexts,
  { workspace, storage, environment }: Machine,
): Promise<Omit<Run, "summary"> & { readonly outputs: Readonly<Record<string, Contexts>> }> {
  const outputs: Record<string, { outputs: Record<string, string> }> = {};
  const output: string[] = [];
  let code = 0;
  for (const step of steps) {
    const status: Status = code === 0 ? "success" : "failure";
    const known = { ...contexts, steps: outputs };
    const fill = (value: unknown): string => filled(String(value), known, status);
    if (!holds(step.if, known, status)) continue;
    const record = (of: Readonly<Record<string, unknown>> = {}): Record<string, string> =>
      Object.fromEntries(Object.entries(of).map(([name, value]) => [name, fill(value)]));
    if (step.uses !== undefined) {
      const name = step.uses.split("@")[0]!;
      const action = actions[name];
      if (!action)
        throw new Error(`actions: ${name} has no stand-in in tools/publishing/actions/runner.ts`);
      action(record(step.with), storage);
      continue;
    }
    const told = join(storage, "output");
    writeFileSync(told, "");
    const ended = await bash(fill(step.run), workspace, {
      ...process.env,
      ...environment,
      GITHUB_OUTPUT: told,
      GITHUB_STEP_SUMMARY: join(storage, "summary.md"),
      ...record(step.env),
    });
    output.push(`## ${step.name ?? step.run!}\n${ended.output}`);
    if (code === 0) code = ended.code;
    if (step.id !== undefined) {
      const lines = readFileSync(told, "utf8").split("\n").filter(Boolean);
      const values = lines.map((line) => [line.split("=")[0]!, line.slice(line.indexOf("=") + 1)]);
      outputs[step.id] = { outputs: Object.fromEntries(values) as Record<string, string> };
    }
  }
  return { code, output: output.join("\n"), outputs };
}

const inputsOf = (declared: Inputs, given: Readonly<Record<string, string>>) => {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) throw new Error(`actions: there is no input ${unknown.join(", ")}`);
  return {
    ...Object.fromEntries(Object.entries(declared).map(([name, one]) => [name, one.default])),
    ...given,
  };
};

const begin = ({ storage }: Machine): string => {
  const summary = join(storage, "summary.md");
  rmSync(join(storage, "temporary"), { recursive: true, force: true });
  rmSync(join(storage, "artifacts"), { recursive: true, force: true });
  mkdirSync(join(storage, "temporary"));
  writeFileSync(summary, "");
  return summary;
};

const contextsOf = ({ github, storage }: Machine, inputs: unknown): Contexts => ({
  github,
  inputs,
  runner: { temp: join(storage, "temporary"), os: "Linux" },
});

/** Runs the steps of a composite action. */
export async function runAction(
  file: string,
  given: Readonly<Record<string, string>>,
  machine: Machine,
): Promise<Run> {
  const { inputs, runs } = parse(readFileSync(file, "utf8")) as {
    readonly inputs: Inputs;
    readonly runs: { readonly steps: readonly Step[] };
  };
  const summary = begin(machine);
  const contexts = contextsOf(machine, inputsOf(inputs, given));
  const { code, output } = await runSteps(runs.steps, contexts, machine);
  return { code, output, summary: readFileSync(summary, "utf8") };
}

/** Runs the jobs of a reusable workflow, each on a machine whose temporary folder is empty, in the order of the file. */
export async function runWorkflow(
  file: string,
  given: Readonly<Record<string, string>>,
  machine: Machine,
): Promise<Run> {
  const workflow = parse(readFileSync(file, "utf8")) as {
    readonly on: { readonly workflow_call: { readonly inputs: Inputs } };
    readonly jobs: Readonly<Record<string, Job>>;
  };
  const summary = begin(machine);
  const contexts = contextsOf(machine, inputsOf(workflow.on.workflow_call.inputs, given));
  const results: Record<string, { result: Status; outputs: Record<string, string> }> = {};
  const output: string[] = [];
  let code = 0;
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const needs = Object.fromEntries([job.needs ?? []].flat().map((one) => [one, results[one]]));
    const status = Object.values(needs).every((one) => one?.result === "success")
      ? "success"
      : "failure";
    const known = { ...contexts, needs };
    if (!holds(job.if, known, status)) continue;
    const [axis, values] = Object.entries(job.strategy?.matrix ?? {})[0] ?? ["none", "${{ 0 }}"];
    // It is an expression, whose value is a list; a job without a matrix runs once.
    const list = filled(values.replace("${{", "${{ toJSON(").replace("}}", ") }}"), known, status);
    let own = 0;
    let outputs: Record<string, string> = {};
    for (const value of [JSON.parse(list) as unknown].flat()) {
      const temporary = join(machine.storage, "temporary");
      rmSync(temporary, { recursive: true });
      mkdirSync(temporary);
      const ran = await runSteps(job.steps, { ...known, matrix: { [axis]: value } }, machine);
      output.push(`# ${name}\n${ran.output}`);
      if (own === 0) own = ran.code;
      const told = Object.entries(job.outputs ?? {}).map(([output, text]) => [
        output,
        filled(text, { ...known, steps: ran.outputs }, "success"),
      ]);
      outputs = Object.fromEntries(told) as Record<string, string>;
    }
    results[name] = { result: own === 0 ? "success" : "failure", outputs };
    if (code === 0) code = own;
  }
  return { code, output: output.join("\n"), summary: readFileSync(summary, "utf8") };
}
