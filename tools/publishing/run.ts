import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/**
 * Longest that one command of a rehearsal may take: a publication of all packages takes about one minute on an idle machine, and
 * several times as long on a busy one.
 */
const longest = 900_000;

/**
 * Runs a program and returns what it prints. When it fails, the error holds everything that it printed, and says so when it was
 * ended because it took too long.
 */
export async function run(
  command: string,
  given: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
  patience = longest,
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
    const { stdout = "", message, killed } = error as Error & { stdout?: string; killed?: boolean };
    const late = killed === true ? `It was ended after ${String(patience / 1000)} s.\n` : "";
    // The cause would print everything a second time.
    // eslint-disable-next-line preserve-caught-error
    throw new Error(`${late}${message}\n${stdout}`);
  }
}
