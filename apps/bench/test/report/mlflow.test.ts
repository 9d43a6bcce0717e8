import type { Server } from "node:http";
import { analyse } from "@anneal/experiment/analysis";
import { syntheticResults } from "@anneal/experiment/synthetic";
import type { Report } from "@anneal/experiment/wording";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { logToMlflow } from "../../src/report/mlflow.ts";
import { TrackingServer, listen } from "./mlflowServer.ts";

let stub: TrackingServer;
let server: Server;
let url: string;
beforeEach(async () => {
  stub = new TrackingServer();
  ({ server, url } = await listen(stub));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const results = syntheticResults({
  schedules: ["constant", "cosine"],
  seeds: 2,
  epochs: 3,
  failed: ["constant:2"],
  diverged: ["cosine:1"],
});
const report: Report = { analysis: analyse(results, { resamples: 200 }), results };
const quick = { delay: 1, timeout: 2000 };

test("every trial becomes a run with its parameters and its curves", async () => {
  expect(await logToMlflow(report, { url: `${url}/`, ...quick })).toEqual({
    address: url,
    logged: 4,
    known: 0,
  });
  expect([...stub.experiments]).toEqual([["anneal-bench", "1"]]);
  expect(stub.runs.map(({ name, status }) => [name, status])).toEqual([
    ["constant seed 1", "FINISHED"],
    ["cosine seed 1", "FINISHED"],
    ["constant seed 2", "FAILED"],
    ["cosine seed 2", "FINISHED"],
  ]);
  const [first, diverged, failed] = stub.runs;
  expect(first!.params.get("schedule")).toBe("constant");
  expect(first!.params.get("base_rate")).toBe("0.01");
  expect(first!.tags.get("anneal.trial")).toBe(results.trials[0]!.key);
  const trial = results.trials[0]!;
  if (trial.status === "failed") throw new Error("the first trial is not meant to fail");
  expect(first!.metrics.filter(({ key }) => key === "validation_accuracy")).toEqual(
    trial.epochs.map(({ validation }, index) => ({
      key: "validation_accuracy",
      value: validation.accuracy,
      timestamp: 1767323045000 + 9000 * (index + 1),
      step: 94 * (index + 1),
    })),
  );
  expect(first!.metrics.filter(({ key }) => key === "test_accuracy")).toHaveLength(1);
  expect(diverged!.tags.get("anneal.status")).toBe("diverged");
  expect(diverged!.metrics.filter(({ key }) => key === "training_loss")).toHaveLength(2);
  expect(failed!.metrics).toEqual([]);
});

test("again, it logs nothing twice", async () => {
  await logToMlflow(report, { url, ...quick });
  expect(await logToMlflow(report, { url, ...quick })).toEqual({
    address: url,
    logged: 0,
    known: 4,
  });
  expect(stub.runs).toHaveLength(4);
});

test("a run that was left half done is logged anew", async () => {
  stub.troubles.push([200, '{"experiment":{"experiment_id":"1"}}'], [200, "{}"]);
  stub.troubles.push([200, '{"run":{"info":{"run_id":"lost"}}}'], [403, "no"]);
  await expect(logToMlflow(report, { url, ...quick })).rejects.toThrow("403");
  expect(await logToMlflow(report, { url, ...quick })).toEqual({
    address: url,
    logged: 4,
    known: 0,
  });
});

test("long curves come in batches that the server takes", async () => {
  const long = syntheticResults({ schedules: ["constant"], seeds: 1, epochs: 450 });
  await logToMlflow(
    { analysis: analyse(long, { resamples: 200 }), results: long },
    { url, ...quick },
  );
  // Five of each epoch and three of the end.
  expect(stub.runs[0]!.metrics).toHaveLength(5 * 450 + 3);
  expect(stub.requests.filter((path) => path === "runs/log-batch")).toHaveLength(3);
});

test("a token and a name of the experiment are passed on", async () => {
  await logToMlflow(report, { url, ...quick, token: "secret", experiment: "mine" });
  expect([...stub.authorizations]).toEqual(["Bearer secret"]);
  expect([...stub.experiments.keys()]).toEqual(["mine"]);
});

describe("a name and a password in the address", () => {
  const withPassword = (): string => url.replace("//", "//me:s%40cret@") + "/?key=hidden";

  test("are used, and what was logged is told without them", async () => {
    const outcome = await logToMlflow(report, { url: withPassword(), ...quick });
    expect(outcome).toEqual({ address: url, logged: 4, known: 0 });
    const basic = Buffer.from("me:s@cret").toString("base64");
    expect([...stub.authorizations]).toEqual([`Basic ${basic}`]);
  });

  test("are used as they are where they are not encoded", async () => {
    await logToMlflow(report, { url: url.replace("//", "//me:100%@"), ...quick });
    const basic = Buffer.from("me:100%").toString("base64");
    expect([...stub.authorizations]).toEqual([`Basic ${basic}`]);
  });

  test("a token goes before them", async () => {
    await logToMlflow(report, { url: withPassword(), ...quick, token: "secret" });
    expect([...stub.authorizations]).toEqual(["Bearer secret"]);
  });

  test.each([
    ["fails", [503, "down"] as const],
    ["refuses", [401, "who are you?"] as const],
  ])("are in no error of a server that %s", async (_, trouble) => {
    stub.troubles.push(trouble, trouble);
    const error: unknown = await logToMlflow(report, {
      url: withPassword(),
      ...quick,
      attempts: 2,
    }).catch((reason: unknown) => reason);
    expect(String(error)).toContain(`MLflow at ${url}`);
    expect(String(error)).not.toMatch(/cret|hidden/);
  });

  test.each(["me:s@cret", "ftp://me:s%40cret@host", "http://me:s@cret@ho st"])(
    "nor in that of an address that is none: %s",
    async (wrong) => {
      const error: unknown = await logToMlflow(report, { url: wrong, ...quick }).catch(
        (reason: unknown) => reason,
      );
      expect(error).toMatchObject({
        kind: "usage",
        message:
          "the address of MLflow must begin with http:// or https://, as http://127.0.0.1:5000 does",
      });
    },
  );
});

test("somebody else may make the experiment first", async () => {
  stub.raced = true;
  expect(await logToMlflow(report, { url, ...quick })).toMatchObject({ logged: 4 });
});

test.each([
  ["an error of the server", [500, "oops"] as const],
  ["too many requests", [429, '{"message":"slow down"}'] as const],
  ["a connection that breaks", "hang up" as const],
])("%s passes", async (_, trouble) => {
  stub.troubles.push(trouble, trouble);
  expect(await logToMlflow(report, { url, ...quick })).toMatchObject({ logged: 4 });
});

test("a server that stays unwell is an error that says where and what, after the attempts asked for", async () => {
  stub.troubles.push(...Array.from({ length: 9 }, () => [503, '{"message":"down"}'] as const));
  await expect(logToMlflow(report, { url, ...quick, attempts: 3 })).rejects.toMatchObject({
    kind: "output",
    message: `MLflow at ${url}: experiments/get-by-name failed 3 times, at last with: 503 down`,
  });
  expect(stub.requests).toHaveLength(3);
});

test("a server that does not answer is not waited for", async () => {
  stub.troubles.push("silence", "silence");
  await expect(logToMlflow(report, { url, delay: 1, timeout: 50, attempts: 2 })).rejects.toThrow(
    "experiments/get-by-name failed 2 times, at last with: The operation was aborted due to timeout",
  );
});

test("what the server refuses is not tried again", async () => {
  stub.troubles.push([401, '{"error_code":"UNAUTHENTICATED","message":"who are you?"}']);
  await expect(logToMlflow(report, { url, ...quick })).rejects.toMatchObject({
    kind: "output",
    message: `MLflow at ${url} refuses: 401 who are you?`,
  });
  expect(stub.requests).toHaveLength(1);
});

test("nobody there is an error that says so", async () => {
  server.close();
  server.closeAllConnections();
  await expect(logToMlflow(report, { url, delay: 1, attempts: 2 })).rejects.toThrow(
    /failed 2 times, at last with: fetch failed: .*ECONNREFUSED/,
  );
});

test.each([
  [
    "no id for the experiment",
    [
      [200, "{}"],
      [200, "{}"],
    ],
  ],
  [
    "no id for a run",
    [
      [200, '{"experiment":{"experiment_id":"1"}}'],
      [200, "{}"],
      [200, "{}"],
    ],
  ],
] as const)("an answer with %s is refused", async (_, troubles) => {
  stub.troubles.push(...troubles);
  await expect(logToMlflow(report, { url, ...quick })).rejects.toThrow("the server gives no id");
});
