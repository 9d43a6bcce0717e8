import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Longest that one command of a rehearsal may take: an installation with TensorFlow.js takes about one minute. */
const patience = 300_000;

/** Runs a program and returns what it prints. When it fails, the error holds everything that it printed. */
export async function run(
  command: string,
  given: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  try {
    const { stdout } = await execute(command, given, {
      cwd: folder,
      encoding: "utf8",
      timeout: patience,
      maxBuffer: 1e8,
      env: { ...process.env, CI: "true", ...environment },
    });
    return stdout;
  } catch (error) {
    // The message has what the program wrote to its error output.
    const { stdout = "", message } = error as Error & { stdout?: string };
    throw new Error(`${message}\n${stdout}`, { cause: error });
  }
}
