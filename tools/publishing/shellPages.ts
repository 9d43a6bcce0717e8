import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { continuousIntegration, runGitLab } from "./gitLabJobs.ts";
import type { Install } from "./packed.ts";
import { distributed, hasRedis, queueVariable, runQueue } from "./queueBlock.ts";
import { blocksWith, linesOf, openShell, runLine, smallest } from "./shell.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a block of a page needs to run, beside what the page installs. */
interface ShellPage {
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
