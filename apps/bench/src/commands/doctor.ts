import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import type { Command } from "commander";
import { installNative } from "../installation/install.ts";
import type { NativeSource } from "../installation/install.ts";
import { describeDiagnosis } from "../machine/describeDiagnosis.ts";
import { diagnose } from "../machine/diagnosis.ts";
import { variantNames } from "../machine/variants.ts";
import { asText } from "../storage/wholeFile.ts";
import { readFlag } from "./shared/settingsFlags.ts";

interface Flags {
  readonly installNative?: string | true;
  readonly again?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const sources = {
  auto: ["npm", "wheel"],
  npm: ["npm"],
  wheel: ["wheel"],
} as const satisfies Record<string, readonly NativeSource[]>;

const sourcesOf = (flag: string | true): readonly NativeSource[] =>
  readFlag(
    "--install-native",
    `one of ${Object.keys(sources).join(", ")}`,
    flag === true ? "auto" : flag,
    (text) => (Object.hasOwn(sources, text) ? sources[text as keyof typeof sources] : undefined),
  );

/** Milliseconds of training that a glance at the speed takes. */
const glance = 1500;

/** Adds `doctor`, which tells what this machine can do. */
export function registerDoctor(program: Command): void {
  program
    .command("doctor")
    .description(
      "tell which backends work on this machine, why others do not, and how fast each is",
    )
    .option(
      "--install-native [source]",
      "install tfjs-node first: by npm, built against TensorFlow's wheel, or auto for what works",
    )
    .option("--again", "install even if there is a tfjs-node that works")
    .option("--json", "the findings as JSON on stdout, and nothing else there")
    .option("--quiet", "no progress, only the findings")
    .addHelpText(
      "after",
      `
tfjs-node goes into the user's cache folder, or into ANNEAL_NATIVE_DIR, about 1.1 GB. The wheel needs Python with pip
(ANNEAL_PYTHON) and a C++ compiler (CXX). One that the project has installed itself is preferred.`,
    )
    .action(
      async ({ installNative: source, again = false, json = false, quiet = false }: Flags) => {
        const say = (line: string): void => {
          if (!quiet) process.stderr.write(`${line}\n`);
        };
        if (source !== undefined) await install(sourcesOf(source), again, say);
        const diagnosis = await diagnose(variantNames, glance, say);
        process.stdout.write(json ? asText(diagnosis) : describeDiagnosis(diagnosis));
      },
    );
}

async function install(
  from: readonly NativeSource[],
  again: boolean,
  say: (line: string) => void,
): Promise<void> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  try {
    await installNative({ sources: from, again, say, signal: interruption.signal });
  } catch (error) {
    throw interruption.signal.aborted
      ? new BenchmarkError("interrupted", "interrupted; nothing was installed")
      : new BenchmarkError("unexpected", messageOf(error), { cause: error });
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
