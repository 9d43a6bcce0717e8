import { execFile, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { fencesOf, installedBy } from "./fences.ts";
import type { Fence } from "./fences.ts";
import type { Install } from "./packed.ts";
import { linkCommands } from "./walkthrough.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Longest that one command of a page may take on a busy machine. */
const patience = 240_000;

/** What makes a training that takes minutes one of a moment: the commands and their other options stay as they are. */
const small = "--samples 640 --epochs 2";

/** Smaller ones, where there are many trainings and no schedule of one's own that has a length. */
const smallest = "--samples 64 --epochs 1";

/** A folder in which the commands of a page run. */
interface Shell {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Writes a program that is found before every other of its name. */
function writeProgram(folder: string, name: string, script: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}`);
  chmodSync(join(folder, name), 0o755);
}

/** Prepares a folder: what a page installs, found by its name and by way of npx, with trainings that are small. */
async function openShell(
  folder: string,
  names: readonly string[],
  install: Install,
  size = small,
): Promise<Shell> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  await install(folder, names);
  for (const name of names) linkCommands(folder, name);
  const programs = join(folder, "programs");
  const installed = join(folder, "node_modules/.bin");
  writeProgram(
    programs,
    "anneal-bench",
    `case "$1" in\n  run | tune | -* | "") exec "${installed}/anneal-bench" "$@" ${size} ;;\n  *) exec "${installed}/anneal-bench" "$@" ;;\nesac\n`,
  );
  writeProgram(
    programs,
    "npx",
    `name="$1"\nshift\ncase "$name" in\n  @anneal/bench) exec anneal-bench "$@" ;;\n  @anneal/import) exec anneal-import "$@" ;;\n  *) exec "$name" "$@" ;;\nesac\n`,
  );
  return {
    folder,
    environment: {
      ...process.env,
      PATH: [programs, installed, process.env["PATH"]].join(delimiter),
      CI: "true",
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
    },
  };
}

/** Runs one line as a shell does. Throws an error with all that it printed. */
const runLine = (
  line: string,
  { folder, environment }: Shell,
  more: Readonly<Record<string, string>> = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      "bash",
      ["-euo", "pipefail", "-c", `{ ${line}\n} 2>&1`],
      {
        cwd: folder,
        env: { ...environment, ...more },
        timeout: patience,
        killSignal: "SIGKILL",
        maxBuffer: 1e8,
      },
      (error, output) => {
        if (error) reject(new Error(`${line}\n${output}`, { cause: error }));
        else resolve(output);
      },
    );
  });

const isInstallation = (line: string): boolean => /^npm (install|i) /.test(line);

const linesOf = ({ code }: Fence): readonly string[] =>
  code.split("\n").filter((line) => line.trim() !== "" && !isInstallation(line));

/** The blocks of a page that a language names, each of which has a word. */
const blocksWith = (page: string, language: string, word: string): readonly Fence[] =>
  fencesOf(readFileSync(join(root, page), "utf8")).filter(
    (fence) => fence.language === language && fence.code.includes(word),
  );

/** What a block of a page needs to run, beside what the page installs. */
export interface ShellPage {
  readonly page: string;
  readonly installs: readonly string[];
  /** Files of the reader, by name. */
  readonly files?: () => Readonly<Record<string, string>>;
  /** What another program has set. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What a line is called with on this machine, in place of what stands there. */
  readonly replaced?: readonly (readonly [text: string, by: string])[];
  /** What makes its trainings small. */
  readonly size?: string;
  /** Blocks that have this word are run elsewhere. */
  readonly without?: string;
}

/** The text of a golden file of an importer. */
function goldenText(format: string): string {
  const pack = join(root, "packages/golden/packs/importers", `${format}.json`);
  const { files } = JSON.parse(readFileSync(pack, "utf8")) as {
    files: readonly { text: string; options: object }[];
  };
  return files.find(({ options }) => Object.keys(options).length === 0)!.text;
}

/** A variable that only a block about a queue has. */
const queueVariable = "ANNEAL_QUEUE_URL";

const distributed = "docs/distributed.md";
const continuousIntegration = "docs/continuous-integration.md";

/** Pages whose blocks `sh` are run line by line, each block in a folder of its own. */
export const shellPages: readonly ShellPage[] = [
  // Some 160 trainings.
  { page: "apps/bench/README.md", installs: ["@anneal/bench", "anneal"], size: smallest },
  { page: continuousIntegration, installs: ["@anneal/bench", "anneal"] },
  {
    page: distributed,
    installs: ["@anneal/bench"],
    // As the first task of each scheduler has them.
    environment: {
      SLURM_ARRAY_TASK_ID: "0",
      JOB_COMPLETION_INDEX: "0",
      AWS_BATCH_JOB_ARRAY_INDEX: "0",
      AWS_BATCH_JOB_ARRAY_SIZE: "20",
    },
    // A folder that all machines see.
    replaced: [["/shared/", "shared/"]],
    without: queueVariable,
  },
  {
    page: "packages/import/README.md",
    installs: ["@anneal/import", "@anneal/core"],
    files: () => ({ "ds_config.json": goldenText("deepspeed"), "args.yaml": goldenText("timm") }),
  },
];

/** Runs the lines of one page. Returns how many they are. */
async function runShellPage(
  { page, installs, files, environment = {}, replaced = [], without, size }: ShellPage,
  folder: string,
  install: Install,
): Promise<number> {
  const shell = await openShell(folder, installs, install, size);
  let count = 0;
  for (const fence of blocksWith(page, "sh", "")) {
    if (without !== undefined && fence.code.includes(without)) continue;
    // A page may show several ways to go: none meets what another has left.
    const own = { ...shell, folder: join(folder, `line-${String(fence.line)}`) };
    mkdirSync(own.folder);
    for (const [name, text] of Object.entries(files?.() ?? {})) {
      writeFileSync(join(own.folder, name), text);
    }
    for (const line of linesOf(fence)) {
      const text = replaced.reduce((before, [old, by]) => before.replaceAll(old, by), line);
      await runLine(text, own, environment).catch((error: unknown) => {
        throw new Error(`${page}:${String(fence.line)}: ${String(error)}`, { cause: error });
      });
      count++;
    }
  }
  return count;
}

interface GitLabJob {
  readonly parallel?: number;
  readonly script: readonly string[];
  readonly after_script?: readonly string[];
}

/** Runs the jobs for GitLab of the page on continuous integration, and takes the comment that they write. */
export async function runGitLab(folder: string, install: Install): Promise<void> {
  const [fence] = blocksWith(continuousIntegration, "yaml", "CI_NODE_INDEX");
  const { train, conclude } = parse(fence!.code) as Readonly<
    Record<"conclude" | "train", GitLabJob>
  >;
  const shell = await openShell(folder, ["@anneal/bench", "anneal"], install);
  const isInstalled = (line: string): boolean => line !== "npm ci";
  for (let node = 1; node <= train.parallel!; node++) {
    const environment = { CI_NODE_INDEX: String(node), CI_NODE_TOTAL: String(train.parallel) };
    for (const line of train.script.filter(isInstalled)) await runLine(line, shell, environment);
  }
  const comments: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += String(part)));
    request.on("end", () => {
      comments.push(`${request.url!} ${String(request.headers["private-token"])} ${body}`);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const environment = {
    CI_COMMIT_BRANCH: "main",
    CI_DEFAULT_BRANCH: "main",
    CI_API_V4_URL: `http://127.0.0.1:${String(port)}/api/v4`,
    CI_PROJECT_ID: "7",
    CI_MERGE_REQUEST_IID: "3",
    NOTES_TOKEN: "of this test",
  };
  try {
    for (const line of conclude.script.filter(isInstalled)) {
      await runLine(line, shell, environment);
    }
    for (const line of conclude.after_script!) await runLine(line, shell, environment);
  } finally {
    server.close();
  }
  const [comment = ""] = comments;
  if (!comment.startsWith("/api/v4/projects/7/merge_requests/3/notes of this test body=")) {
    throw new Error(
      `${continuousIntegration}: no comment was written, but\n${comments.join("\n")}`,
    );
  }
  if (!existsSync(join(folder, "earlier/results.json"))) {
    throw new Error(`${continuousIntegration}: the results were not kept for the next run`);
  }
}

/** Waits until something is so. */
async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`${distributed}: waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/**
 * Runs the block about the queue as it stands there, with a Redis that has the configuration and the user of the page: a
 * worker in the background, a run that waits for it, and what is said of both.
 */
export async function runQueue(folder: string, install: Install): Promise<void> {
  const [fence] = blocksWith(distributed, "sh", queueVariable);
  const configuration = ["appendonly", "user bench"].flatMap((word) =>
    blocksWith(distributed, "", word).map(({ code }) => code.replaceAll(/\s+#.*$/gm, "")),
  );
  const names = installedBy(`\`\`\`sh\n${fence!.code}\`\`\``);
  const shell = await openShell(folder, names, install, smallest);
  const port = await new Promise<number>((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port: free } = server.address() as AddressInfo;
      server.close(() => resolve(free));
    });
  });
  writeFileSync(
    join(folder, "redis.conf"),
    [`port ${String(port)}`, "bind 127.0.0.1", `dir ${folder}`, ...configuration, ""].join("\n"),
  );
  const running: ChildProcess[] = [
    spawn("redis-server", [join(folder, "redis.conf")], { stdio: "ignore" }),
  ];
  try {
    await until(
      () =>
        runLine(`redis-cli -p ${String(port)} PING`, shell).then(
          (said) => said.includes("PONG"),
          () => false,
        ),
      "Redis",
    );
    const lines = linesOf(fence!).map((line) =>
      line.replace(/rediss:\/\/(.*)@[^/\s]+/, `redis://$1@127.0.0.1:${String(port)}`),
    );
    const settings = lines.filter((line) => line.startsWith("export ")).join("\n");
    const [work, run, queue] = lines.filter((line) => !line.startsWith("export "));
    running.push(
      spawn("bash", ["-c", `${settings}\nexec ${work!.replace(/\s+#.*$/, "")}`], {
        ...{ cwd: folder, env: shell.environment, stdio: "ignore", detached: true },
      }),
    );
    const said = (): Promise<string> => runLine(`${settings}\n${queue!}`, shell);
    await until(async () => / workers: (?!none)/.test(await said()), "a worker");
    await runLine(`${settings}\n${run!}`, shell);
    if (!/\b60 completed\b/.test(await said())) throw new Error(await said());
  } catch (error) {
    throw new Error(`${distributed}:${String(fence!.line)}: ${String(error)}`, { cause: error });
  } finally {
    for (const { pid } of running.reverse()) {
      try {
        // The worker has processes of its own.
        if (pid !== undefined) process.kill(pid === running[0]?.pid ? -pid : pid, "SIGKILL");
      } catch {
        // It has ended.
      }
    }
  }
}

/** Whether there is an engine for the block about a queue. */
export const hasRedis = (): boolean =>
  (process.env["PATH"] ?? "")
    .split(delimiter)
    .some((folder) => existsSync(join(folder, "redis-server")));

/** Runs what pages show for a shell. Throws an error that names the page and the line. */
export async function runShells(
  chosen: readonly string[],
  scratch: string,
  install: Install,
): Promise<void> {
  let count = 0;
  for (const one of shellPages.filter(({ page }) => chosen.includes(page))) {
    count += await runShellPage(one, join(scratch, one.page.replaceAll(/\W/g, "-")), install);
  }
  if (chosen.includes(continuousIntegration)) {
    await runGitLab(join(scratch, "gitlab"), install);
    process.stdout.write("ok the jobs for GitLab train, conclude and comment\n");
  }
  if (chosen.includes(distributed)) {
    if (hasRedis()) await runQueue(join(scratch, "queue"), install);
    process.stdout.write(
      hasRedis()
        ? "ok the block about a queue\n"
        : "skipped: the block about a queue, for want of redis-server\n",
    );
  }
  if (count > 0) process.stdout.write(`ok ${String(count)} lines for a shell run\n`);
}
