import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { FromProbe, ToProbe } from "./probeMessages.ts";
import type { Measured } from "./trainingLoop.ts";
import type { VariantName } from "./variants.ts";

/** A process that has loaded a backend. */
export interface Probe {
  readonly version: string;
  readonly kernels: string;
  measure(milliseconds: number): Promise<Measured>;
  stop(): void;
}

/** The sources run as they are, without a build, when this file is one of them. */
const probeFile = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./probe.ts" : "./probe.js", import.meta.url),
);

/** Seconds in which a probe must have loaded its backend, or finished a measurement. */
const patience = 180;

/** @throws {Error} If the backend does not load; the message is its own. */
export async function startProbe(variant: VariantName, threads?: number): Promise<Probe> {
  const child = fork(probeFile, {
    // What libraries print about themselves would get between the lines of the report.
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    serialization: "advanced",
  });
  let said = "";
  child
    .stderr!.setEncoding("utf8")
    .on("data", (text: string) => (said = (said + text).slice(-500)));

  const ask = (message: ToProbe): Promise<FromProbe> =>
    new Promise((resolve, reject) => {
      const settle = (): void => {
        clearTimeout(timer);
        child.off("message", answered).off("exit", ended).off("error", reject);
      };
      const answered = (answer: FromProbe): void => {
        settle();
        if (answer.type === "failed") reject(new Error(answer.message));
        else resolve(answer);
      };
      const ended = (code: number | null, signal: string | null): void => {
        settle();
        reject(new Error(`its process ended with ${signal ?? String(code)}: ${said.trim()}`));
      };
      const timer = setTimeout(() => {
        settle();
        child.kill("SIGKILL");
        reject(new Error(`it took more than ${String(patience)} s`));
      }, 1000 * patience);
      child.on("message", answered).on("exit", ended).on("error", reject);
      child.send(message, () => undefined);
    });

  try {
    const loaded = await ask({ type: "load", variant, threads });
    if (loaded.type !== "loaded") throw new Error("the probe answered out of turn");
    return {
      version: loaded.version,
      kernels: loaded.kernels,
      async measure(milliseconds) {
        const answer = await ask({ type: "measure", milliseconds });
        if (answer.type !== "measured") throw new Error("the probe answered out of turn");
        return answer.measured;
      },
      stop: () => void child.kill("SIGKILL"),
    };
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
}
