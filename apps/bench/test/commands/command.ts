import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { inject } from "vitest";

/** What the command left when it ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The command while it runs. */
export interface Command {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts the real command, which `bundle.ts` made of its sources. */
export function start(
  args: readonly string[],
  {
    cwd,
    env,
    detached,
    timeout,
    node = [],
  }: Pick<SpawnOptions, "cwd" | "env" | "detached" | "timeout"> & {
    /** Options of Node.js. */
    readonly node?: readonly string[];
  },
): Command {
  const child = spawn(process.execPath, [...node, inject("cli"), ...args], {
    cwd,
    // The colours of a continuous integration must not get into what the tests read.
    env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined, ...env },
    detached: detached ?? false,
    stdio: ["ignore", "pipe", "pipe"],
    timeout: timeout ?? 100_000,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}
