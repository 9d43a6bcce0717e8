import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { fencesOf, installedBy } from "./fences.ts";
import type { Fence } from "./fences.ts";
import type { Install } from "./packed.ts";

/** Longest that one command of a page may take: a training on a busy machine. */
const patience = 240_000;

/** One command of a page: a line of a block `sh`, which may say `# exit code 4`. */
interface Step {
  readonly command: string;
  readonly exitCode: number;
}

const stepOf = (line: string): Step => {
  const [, command = "", code = "0"] = /^(.*?)(?:\s+# exit code (\d+))?$/.exec(line)!;
  return { command, exitCode: Number(code) };
};

/** What a program printed on both of its outputs, in the order in which it did. */
const outputOf = (
  { command, exitCode }: Step,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      "sh",
      ["-c", `{ ${command}\n} 2>&1`],
      { cwd: folder, env: environment, timeout: patience, killSignal: "SIGKILL", maxBuffer: 1e8 },
      (error, stdout) => {
        const code = error === null ? 0 : error.code;
        if (code === exitCode) resolve(stdout);
        else {
          reject(
            new Error(
              `${command}: the page says exit code ${String(exitCode)}, got ${String(code ?? error?.signal)}:\n${stdout}`,
            ),
          );
        }
      },
    );
  });

const escaped = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/**
 * The first line of a block that an output does not have, in the order of the block; `undefined` if it has all of them. A `…`
 * stands for any text.
 */
export function missingLine(shown: string, output: string): string | undefined {
  const left = output.split("\n").map((line) => line.trimEnd());
  return shown
    .split("\n")
    .filter((line) => line.trim() !== "" && line.trim() !== "…")
    .find((line) => {
      const pattern = new RegExp(`^${line.trimEnd().split("…").map(escaped).join(".*")}$`);
      const found = left.findIndex((candidate) => pattern.test(candidate));
      if (found >= 0) left.splice(0, found + 1);
      return found < 0;
    });
}

/** The file that a block is to be written to, which its first line names: `// anneal.config.ts`. */
const fileOf = ({ code }: Fence): string | undefined => /^\/\/ (\S+\.\w+)\n/.exec(code)?.[1];

/** Makes a program that can be called by its name in a folder, as npm does for what it installs. */
export function linkCommands(folder: string, name: string): void {
  const manifest = JSON.parse(
    readFileSync(join(folder, "node_modules", name, "package.json"), "utf8"),
  ) as { bin?: Readonly<Record<string, string>> };
  const bin = join(folder, "node_modules/.bin");
  mkdirSync(bin, { recursive: true });
  for (const [command, file] of Object.entries(manifest.bin ?? {})) {
    if (existsSync(join(bin, command))) continue;
    const target = join(folder, "node_modules", name, file);
    chmodSync(target, 0o755);
    symlinkSync(target, join(bin, command));
  }
}

/**
 * Follows a page from its beginning to its end in an empty folder, as a newcomer would: a block `ts` whose first line names a
 * file is written to it, the lines of a block `sh` are run one after the other, and a block `text` is what the block before
 * it must have printed. Throws an error that names the line of the page.
 *
 * @param page - The text of the page.
 * @param folder - Exists and is empty.
 */
export async function follow(page: string, folder: string, install: Install): Promise<number> {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    PATH: [join(folder, "node_modules/.bin"), process.env["PATH"]].join(delimiter),
    CI: "true",
    NO_COLOR: "1",
    FORCE_COLOR: undefined,
  };
  let printed = "";
  let steps = 0;
  for (const fence of fencesOf(page)) {
    const at = `line ${String(fence.line)}`;
    const file = fileOf(fence);
    if (fence.language === "ts" && file !== undefined) {
      writeFileSync(join(folder, file), fence.code);
    } else if (fence.language === "sh") {
      printed = "";
      const names = installedBy(`\`\`\`sh\n${fence.code}\`\`\``);
      await install(folder, names);
      for (const name of names) linkCommands(folder, name);
      for (const line of fence.code.trim().split("\n")) {
        if (/^npm (install|i) /.test(line)) continue;
        try {
          printed += await outputOf(stepOf(line), folder, environment);
        } catch (error) {
          throw new Error(`${at}: ${String(error)}`, { cause: error });
        }
        steps++;
      }
    } else if (fence.language === "text") {
      const missing = missingLine(fence.code, printed);
      if (missing !== undefined) {
        throw new Error(
          `${at}: the page shows\n${missing}\nwhich is not, in this place, in\n${printed}`,
        );
      }
    }
  }
  return steps;
}
