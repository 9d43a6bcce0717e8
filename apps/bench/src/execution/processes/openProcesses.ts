import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import type { BackendIdentity, PlannedTrial, TrialResult } from "@anneal/experiment/records";
import type { TaskRequest } from "@anneal/experiment/training";
import type { Calibration } from "../../machine/calibration.ts";
import { currentCircumstances } from "../../machine/environment.ts";
import type { Executor, ExecutorListener, TaskInspection } from "../executor.ts";
import { withoutChatter } from "./chatter.ts";
import type { FromWorker, ToWorker, WorkerSettings } from "./messages.ts";
import { watchStages } from "./watch.ts";

/** Workers of this machine. */
export interface Processes extends Executor {
  /** What they train with: a task that cannot be fused with another one than the others. */
  readonly backends: readonly [BackendIdentity, ...BackendIdentity[]];
}

interface Worker extends Pick<Processes, "backends"> {
  readonly warnings: readonly string[];
  inspect(task: string, request: TaskRequest): Promise<TaskInspection>;
  calibrate(like: PlannedTrial): Promise<Calibration | null>;
  train(planned: PlannedTrial, listener: ExecutorListener): Promise<TrialResult>;
  /** Whether its process has not ended. */
  alive(): boolean;
  /** Ends its process. */
  end(): void;
}

/** The sources run as they are, without a build, when this file is one of them. */
const workerFile = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js", import.meta.url),
);

/** Starts workers, each with the backend that the trials given to it were planned for. */
export async function openProcesses(settings: WorkerSettings): Promise<Processes> {
  const children = new Set<ChildProcess>();

  const startWorker = (): Promise<Worker> =>
    new Promise((resolve, reject) => {
      const child = fork(workerFile, {
        // What a library prints must not get into the report on stdout.
        stdio: ["ignore", 2, "pipe", "ipc"],
        serialization: "advanced",
      });
      const log = withoutChatter((text) => process.stderr.write(text));
      child.stderr!.setEncoding("utf8").on("data", log.write).on("end", log.end);
      children.add(child);
      let current:
        | {
            planned: PlannedTrial;
            listener: ExecutorListener;
            settle: (result: TrialResult) => void;
          }
        | undefined;
      let inspected: (inspection: TaskInspection) => void = () => undefined;
      let measured: (calibration: Calibration | null) => void = () => undefined;
      let fail: (reason: Error) => void = reject;
      const watch = watchStages((error) => {
        // It is gone for whoever looks for a worker, before its process has ended.
        children.delete(child);
        child.kill("SIGKILL");
        fail(error);
      });

      const tell = (message: ToWorker): void => {
        // An error here is followed by the end of the process, which is reported.
        child.send(message, () => undefined);
      };
      const ask = (message: ToWorker, refuse: (reason: Error) => void): void => {
        fail = refuse;
        if (!children.has(child)) refuse(new Error("the worker is gone"));
        tell(message);
      };
      child.on("message", (message: FromWorker) => {
        switch (message.type) {
          case "ready":
            resolve({
              warnings: message.warnings,
              backends: message.backends,
              inspect: (task, request) =>
                new Promise((settle, refuse) => {
                  inspected = settle;
                  ask({ type: "inspect", task, request }, refuse);
                }),
              calibrate: (like) =>
                new Promise((settle, refuse) => {
                  measured = settle;
                  ask({ type: "calibrate", like }, refuse);
                }),
              train: (planned, listener) =>
                new Promise((settle, crash) => {
                  current = { planned, listener, settle };
                  ask({ type: "trial", planned }, crash);
                }),
              alive: () => children.has(child),
              end: () => child.kill("SIGKILL"),
            });
            break;
          case "stage":
            watch.begin(message.stage);
            break;
          case "refused":
            fail(new BenchmarkError(message.kind, message.message));
            break;
          case "inspected":
            inspected(message.inspection);
            break;
          case "calibrated":
            measured(message.calibration);
            break;
          case "step":
            watch.alive();
            current?.listener.step(current.planned, message.steps);
            break;
          case "epoch":
            watch.alive();
            current?.listener.epoch(current.planned, message.epoch);
            break;
          case "result":
            current?.settle(message.result);
            current = undefined;
        }
      });
      child.on("error", (error) => fail(error));
      child.on("exit", (code, signal) => {
        children.delete(child);
        fail(watch.ended(code, signal));
      });
      tell({ type: "start", settings });
    });

  const first = await startWorker().catch((error: unknown) => {
    for (const child of children) child.kill("SIGKILL");
    throw error instanceof BenchmarkError
      ? error
      : new BenchmarkError("unexpected", (error as Error).message, { cause: error });
  });
  const idle: Worker[] = [first];
  let stopped = false;
  /** A worker that has nothing to do, or else a new one. */
  const take = async (): Promise<Worker> => {
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      if (worker.alive()) return worker;
    }
    if (stopped) throw new Error("it was stopped, and starts no process any more");
    return startWorker();
  };
  const borrow = async <Result>(body: (worker: Worker) => Promise<Result>): Promise<Result> => {
    const worker = await take();
    try {
      return await body(worker);
    } finally {
      idle.push(worker);
    }
  };

  return {
    warnings: first.warnings,
    backends: first.backends,
    remains: null,
    inspect: (task, request) => borrow((worker) => worker.inspect(task, request)),
    calibrate: (like) => borrow((worker) => worker.calibrate(like)),
    async run(trials, listener, { signal } = {}) {
      const queue = [...trials];
      let rejected = false;
      const over = (): boolean => stopped || rejected || signal?.aborted === true;
      const next = (): PlannedTrial | undefined =>
        !over() && listener.proceed() ? queue.shift() : undefined;
      // What still trains when the listener has rejected trains for nobody.
      const heard: ExecutorListener = {
        ...listener,
        step: (...told) => over() || listener.step(...told),
        epoch: (...told) => over() || listener.epoch(...told),
      };
      const training = new Set<Worker>();
      const abort = (): void => {
        for (const worker of training) worker.end();
      };
      signal?.addEventListener("abort", abort, { once: true });
      const work = async (): Promise<void> => {
        let worker: Worker | undefined;
        for (let planned = next(); planned; planned = next()) {
          let result: TrialResult | undefined;
          let problem = "";
          try {
            worker ??= await take();
            if (over()) break;
            training.add(worker);
            result = await worker.train(planned, heard);
          } catch (error) {
            worker = undefined;
            problem = messageOf(error);
          }
          if (over()) break;
          await (
            result === undefined
              ? listener.crash(planned, problem, currentCircumstances(settings))
              : listener.result(planned, result)
          ).catch((error: unknown) => {
            rejected = true;
            throw error;
          });
        }
        if (worker === undefined) return;
        training.delete(worker);
        idle.push(worker);
      };
      await Promise.all(
        Array.from({ length: Math.min(settings.jobs, trials.length) }, work),
      ).finally(() => signal?.removeEventListener("abort", abort));
    },
    stop() {
      stopped = true;
      for (const child of children) child.kill("SIGKILL");
    },
  };
}
