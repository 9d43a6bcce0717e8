import { basename, dirname, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isReactive, lint, sparkline, toSVG } from "@anneal/core";
import type { Finding } from "@anneal/core";
import type { Imported } from "../imported.ts";
import { read } from "../read.ts";
import type { ReadOptions } from "../read.ts";

/** What the command needs of the machine. */
export interface Machine {
  readonly readFile: (path: string) => string;
  /** The text of a file that another one is based on, or `undefined` if it is not there. */
  readonly findFile: (path: string) => string | undefined;
  readonly write: (text: string) => void;
  readonly fail: (text: string) => void;
}

const usage = `anneal-import <file>

The learning-rate schedule of a file of another trainer: its format, what was assumed, its spec as JSON, its curve, and what
lint finds. Files that it is based on (_base_, _BASE_) are read from where it says that they are.

  --steps <n>             steps in all, where the file does not say
  --steps-per-epoch <n>   updates of an epoch, after gradient accumulation
  --learning-rate <rate>  base rate, where the file has none
  --warmup-steps <n>      length of the warmup, where the file has "auto"
  --samples-per-step <n>  batch size of all devices
  --tokens-per-step <n>   tokens of a step
  --monitor <name>        the metric that a plateau watches
  --format <name>         the format, where two fit
  --json                  everything as JSON
  --svg                   the curve as SVG
`;

const numbers = {
  steps: "totalSteps",
  "steps-per-epoch": "stepsPerEpoch",
  "learning-rate": "learningRate",
  "warmup-steps": "warmupSteps",
  "samples-per-step": "samplesPerStep",
  "tokens-per-step": "tokensPerStep",
} as const;

const text = { type: "string" } as const;
const flag = { type: "boolean" } as const;

function argumentsOf(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...(Object.fromEntries(Object.keys(numbers).map((name) => [name, text])) as Record<
        keyof typeof numbers,
        typeof text
      >),
      monitor: text,
      format: text,
      json: flag,
      svg: flag,
      help: { ...flag, short: "h" },
    },
  });
}

/** As many steps as are worth looking at. */
function lengthOf({ steps, learningRate }: Imported): number {
  const end = isReactive(learningRate) ? Infinity : learningRate.end;
  const length = steps ?? (Number.isFinite(end) && end > 0 ? end : 100);
  return Math.min(1_000_000, Math.max(1, Math.ceil(length)));
}

function report(imported: Imported, steps: number, findings: readonly Finding[]): string {
  const { format, learningRate, groups = [], per, notes } = imported;
  const names = groups.map(({ name = "a group", plan }) => `  ${name}: ${plan.names.join(", ")}`);
  return [
    `format: ${format}`,
    `per:    ${per}${imported.steps === undefined ? "" : `, ${imported.steps} in all`}`,
    `rate:   ${sparkline(learningRate, { steps })}`,
    `spec:   ${JSON.stringify(learningRate)}`,
    ...(names.length > 0 ? ["groups:", ...names] : []),
    ...(notes.length > 0 ? ["notes:", ...notes.map((note) => `  ${note}`)] : []),
    ...(findings.length > 0
      ? ["lint:", ...findings.map(({ path, message }) => `  ${path}: ${message}`)]
      : ["lint:   nothing"]),
    "",
  ].join("\n");
}

/**
 * Runs the command.
 *
 * @returns The exit code: 0, or 1 with one line about what is wrong.
 */
export async function command(args: readonly string[], machine: Machine): Promise<number> {
  try {
    const { values, positionals } = argumentsOf(args);
    const [path, ...more] = positionals;
    if (values.help === true) {
      machine.write(usage);
      return 0;
    }
    if (path === undefined || more.length > 0) {
      throw new TypeError(`anneal-import takes one file, got ${positionals.length}; see --help`);
    }
    const given = Object.entries(numbers).flatMap(([name, option]) => {
      const value = values[name as keyof typeof numbers];
      return value === undefined ? [] : [[option, Number(value)]];
    });
    const options: ReadOptions = {
      ...(Object.fromEntries(given) as ReadOptions),
      fileName: basename(path),
      format: values.format,
      monitor: values.monitor,
      bases: (base) => machine.findFile(resolve(dirname(path), base)),
    };
    const imported = await read(machine.readFile(path), options);
    const steps = lengthOf(imported);
    if (values.svg === true) {
      machine.write(toSVG(imported.learningRate, { steps, title: basename(path) }));
      return 0;
    }
    const findings = lint(imported.learningRate, { steps });
    machine.write(
      values.json === true
        ? `${JSON.stringify({ ...imported, groups: imported.groups?.map(({ name, plan }) => ({ name, plan: plan.spec })), findings }, null, 2)}\n`
        : report(imported, steps, findings),
    );
    return 0;
  } catch (error) {
    machine.fail(`${(error as Error).message.split("\n")[0]!}\n`);
    return 1;
  }
}
