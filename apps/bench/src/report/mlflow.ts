import { setTimeout as wait } from "node:timers/promises";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { describeBackend } from "@anneal/experiment/records";
import { namedScore, scoresIn } from "@anneal/experiment/records";
import type { FinishedTrial, Scores, TrialResult } from "@anneal/experiment/records";
import type { TaskFacts } from "@anneal/experiment/task";
import type { Report } from "@anneal/experiment/wording";
import { snake } from "./csv.ts";

/** Where the runs go, and how long to try. */
export interface MlflowOptions {
  /** Address of the tracking server, such as `http://127.0.0.1:5000`; a name and a password in it are used, and never shown. */
  readonly url: string;
  /** Name of the experiment. @defaultValue `"anneal-bench"` */
  readonly experiment?: string | undefined;
  /** Bearer token, if the server wants one. It goes before a name and a password in the address. */
  readonly token?: string | undefined;
  /** Attempts at each request. @defaultValue `4` */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second attempt; each further one waits twice as long. @defaultValue `250` */
  readonly delay?: number | undefined;
  /** Milliseconds after which an attempt has failed. @defaultValue `10_000` */
  readonly timeout?: number | undefined;
}

/** How many runs are new on the server, and how many were there. */
interface MlflowOutcome {
  /** Where they went: the address without what is secret in it. */
  readonly address: string;
  readonly logged: number;
  readonly known: number;
}

interface Metric {
  readonly key: string;
  readonly value: number;
  readonly timestamp: number;
  readonly step: number;
}

/** The server takes no more in one request. */
const metricsPerBatch = 900;

/** An answer that will be the same when asked again. */
class Refused extends Error {
  readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

const mayPass = (status: number): boolean => status === 408 || status === 429 || status >= 500;

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null;

/** The value at the end of a path, if it is a text. */
function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  let inside = value;
  for (const key of path) inside = isJson(inside) ? inside[key] : undefined;
  return typeof inside === "string" ? inside : undefined;
}

type Send = (method: "GET" | "POST", path: string, body: Json) => Promise<unknown>;

interface Server {
  /** Without what is secret: what messages show. */
  readonly address: string;
  readonly authorization: string | undefined;
}

/** What stands for it in an address; what does not, as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function serverOf({ url, token }: MlflowOptions): Server {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    // What was given is not shown: it may hold a password.
    throw new BenchmarkError(
      "usage",
      "the address of MLflow must begin with http:// or https://, as http://127.0.0.1:5000 does",
    );
  }
  const parsed = new URL(url);
  const [name, password] = [parsed.username, parsed.password].map(decoded);
  const basic = Buffer.from(`${name!}:${password!}`).toString("base64");
  return {
    address: `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, ""),
    authorization:
      token !== undefined
        ? `Bearer ${token}`
        : parsed.username + parsed.password !== ""
          ? `Basic ${basic}`
          : undefined,
  };
}

function sender({ address, authorization }: Server, options: MlflowOptions): Send {
  const { attempts = 4, delay = 250, timeout = 10_000 } = options;
  const base = `${address}/api/2.0/mlflow/`;
  const attempt = async (method: "GET" | "POST", path: string, body: Json): Promise<unknown> => {
    const query = new URLSearchParams(body as Record<string, string>);
    const response = await fetch(`${base}${path}${method === "GET" ? `?${String(query)}` : ""}`, {
      method,
      headers: {
        "content-type": "application/json",
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(method === "POST" ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(timeout),
      redirect: "error",
    });
    const text = await response.text();
    let answer: unknown;
    try {
      answer = JSON.parse(text);
    } catch {
      answer = undefined;
    }
    if (response.ok) return answer;
    const told = textAt(answer, "message") ?? text.slice(0, 200);
    const message = `${String(response.status)} ${told}`.trim();
    if (mayPass(response.status)) throw new Error(message);
    throw new Refused(message, textAt(answer, "error_code") ?? "");
  };
  return async (method, path, body) => {
    for (let number = 1; ; number++) {
      try {
        return await attempt(method, path, body);
      } catch (error) {
        if (error instanceof Refused) throw error;
        if (number >= attempts) {
          const cause = error instanceof Error && error.cause ? `: ${messageOf(error.cause)}` : "";
          throw new BenchmarkError(
            "output",
            `MLflow at ${address}: ${path} failed ${String(attempts)} times, at last with: ${messageOf(error)}${cause}`,
            { cause: error },
          );
        }
        await wait(delay * 2 ** (number - 1));
      }
    }
  };
}

async function experimentId(send: Send, name: string): Promise<string> {
  const lookUp = async (): Promise<string | undefined> => {
    try {
      const found = await send("GET", "experiments/get-by-name", { experiment_name: name });
      return textAt(found, "experiment", "experiment_id");
    } catch (error) {
      if (error instanceof Refused && error.code === "RESOURCE_DOES_NOT_EXIST") return undefined;
      throw error;
    }
  };
  const known = await lookUp();
  if (known !== undefined) return known;
  try {
    const created = await send("POST", "experiments/create", { name });
    const id = textAt(created, "experiment_id");
    if (id !== undefined) return id;
  } catch (error) {
    // Somebody else, or an attempt whose answer was lost, has made it in the meantime.
    if (!(error instanceof Refused && error.code === "RESOURCE_ALREADY_EXISTS")) throw error;
    const made = await lookUp();
    if (made !== undefined) return made;
  }
  throw new Refused("the server gives no id for the experiment", "");
}

const named = (scores: Scores): Scores =>
  Object.fromEntries(Object.entries(scores).map(([measure, value]) => [snake(measure), value]));

function metricsOf(result: FinishedTrial, start: number): readonly Metric[] {
  const { stepsPerEpoch } = result.trial;
  let timestamp = start;
  return result.epochs.flatMap((recorded, index) => {
    const { epoch, learningRate } = recorded;
    timestamp += Math.round(1000 * (result.timings?.epochs[index]?.seconds ?? 1));
    const step = (epoch + 1) * stepsPerEpoch;
    const last = index === result.epochs.length - 1;
    return Object.entries({
      learning_rate: learningRate,
      ...named(scoresIn(recorded)),
      ...(last
        ? {
            ...named(namedScore("test", result.test)),
            examples_per_second: result.timings?.examplesPerSecond,
          }
        : {}),
    }).flatMap(([key, value]) =>
      typeof value === "number" ? [{ key, value, timestamp, step }] : [],
    );
  });
}

async function logTrial(
  send: Send,
  experiment: string,
  result: TrialResult,
  { optimizer }: TaskFacts,
): Promise<boolean> {
  const { trial, key, status } = result;
  // Only whole runs count: one that an earlier attempt left unfinished is logged anew.
  const found = await send("POST", "runs/search", {
    experiment_ids: [experiment],
    filter: `tags."anneal.trial" = '${key}' and tags."anneal.logged" = 'true'`,
    max_results: 1,
  });
  if (isJson(found) && Array.isArray(found["runs"]) && found["runs"].length > 0) return false;

  const start = result.timings === null ? 0 : Date.parse(result.timings.startedAt);
  const end = result.timings === null ? start : Date.parse(result.timings.finishedAt);
  const created = await send("POST", "runs/create", {
    experiment_id: experiment,
    run_name: `${trial.name} seed ${String(trial.seed)}`,
    start_time: start,
    tags: [
      { key: "anneal.trial", value: key },
      { key: "anneal.status", value: status },
    ],
  });
  const run = textAt(created, "run", "info", "run_id");
  if (run === undefined) throw new Refused("the server gives no id for a run", "");

  const metrics = status === "failed" ? [] : metricsOf(result, start);
  const params = Object.entries({
    schedule: trial.name,
    task: trial.task,
    seed: trial.seed,
    base_rate: trial.learningRate,
    optimizer: optimizer ?? "none",
    batch_size: trial.batchSize,
    epochs: trial.epochs,
    samples: trial.examples === null ? 0 : trial.examples.training + trial.examples.validation,
    protocol: trial.protocol,
    backend: describeBackend(trial.backend),
  }).map(([name, value]) => ({ key: name, value: String(value).slice(0, 500) }));
  for (let first = 0; first === 0 || first < metrics.length; first += metricsPerBatch) {
    await send("POST", "runs/log-batch", {
      run_id: run,
      metrics: metrics.slice(first, first + metricsPerBatch),
      params: first === 0 ? params : [],
      tags: [],
    });
  }
  await send("POST", "runs/set-tag", { run_id: run, key: "anneal.logged", value: "true" });
  await send("POST", "runs/update", {
    run_id: run,
    status: status === "failed" ? "FAILED" : "FINISHED",
    end_time: end,
  });
  return true;
}

/**
 * Logs every trial as a run of MLflow over REST. A trial that is there is not logged again, so that the command can be
 * repeated.
 *
 * @throws {BenchmarkError} Of kind `"output"`, if the server refuses or cannot be reached.
 */
export async function logToMlflow(
  { analysis, results }: Report,
  options: MlflowOptions,
): Promise<MlflowOutcome> {
  const server = serverOf(options);
  const send = sender(server, options);
  let logged = 0;
  try {
    const experiment = await experimentId(send, options.experiment ?? "anneal-bench");
    for (const result of results.trials) {
      if (await logTrial(send, experiment, result, analysis.task)) logged++;
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    throw new BenchmarkError("output", `MLflow at ${server.address} refuses: ${error.message}`, {
      cause: error,
    });
  }
  return { address: server.address, logged, known: results.trials.length - logged };
}
