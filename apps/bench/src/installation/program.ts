import { spawn } from "node:child_process";

/** How a program runs. */
interface ProgramOptions {
  readonly cwd?: string;
  /** Seconds after which it is ended. */
  readonly seconds: number;
  /** Ends it early. */
  readonly signal?: AbortSignal | undefined;
  readonly env?: NodeJS.ProcessEnv;
}

/** What a program printed. */
interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

/** Lines that say where something went wrong, but not what. */
const isNoise = (line: string): boolean =>
  /^(at |Node\.js v|npm error (code|path|command|A complete log))|^[\^\s{}]*$/.test(line);

const lastLines = (text: string): string =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => !isNoise(line))
    .slice(-6)
    .join(" | ")
    .slice(-600);

/**
 * Runs a program in a process group of its own, so that its children end with it.
 *
 * @throws {Error} If it cannot be started, fails or takes too long; the message ends with what it said last.
 */
export function runProgram(
  program: string,
  args: readonly string[],
  { cwd, seconds, signal, env }: ProgramOptions,
): Promise<Printed> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: env ?? process.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    let ended: string | undefined;
    const end = (reason: string): void => {
      ended ??= reason;
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It ended by itself in the meantime.
      }
    };
    const timer = setTimeout(() => end(`took more than ${String(seconds)} s`), 1000 * seconds);
    const abort = (): void => end("was interrupted");
    signal?.addEventListener("abort", abort);
    if (signal?.aborted === true) abort();
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const settle = (problem: string | undefined): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      if (problem === undefined) resolve({ stdout, stderr });
      else reject(new Error(`${program} ${problem}`));
    };
    child.on("error", (error) => settle(`cannot be started: ${error.message}`));
    child.on("close", (code, killedBy) => {
      if (code === 0 && ended === undefined) {
        settle(undefined);
        return;
      }
      const how =
        ended ?? (killedBy === null ? `failed with ${String(code)}` : `ended by ${killedBy}`);
      const said = lastLines(stderr) || lastLines(stdout);
      settle(said === "" ? how : `${how}: ${said}`);
    });
  });
}
