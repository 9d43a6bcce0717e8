/**
 * Nanoseconds for a schedule call beside PyTorch's and optax's, measured in turns on this machine.
 *
 * `npx tsx --conditions=@anneal/source tools/peers/schedule-speed.ts --python /path/to/python`; see README.md.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cosine, drive, exponential, oneCycle, step, warmup } from "anneal";
import type { Schedule } from "anneal";

const { values: options } = parseArgs({
  options: {
    python: { type: "string", default: process.env["ANNEAL_PYTHON"] ?? "python3" },
    rounds: { type: "string", default: "9" },
    json: { type: "boolean", default: false },
  },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  throw new RangeError(`--rounds must be a positive integer, got ${options.rounds}`);
}

const initial = 0.1;
const steps = 1000;
/** Times that the horizon is walked in one timing: ours is too fast for one. */
const walks = 200;

const ours: Readonly<Record<string, Schedule>> = {
  step: step({ initial, every: 100, factor: 0.1 }),
  exponential: exponential({ initial, factor: 0.999 }),
  cosine: cosine({ initial, steps }),
  oneCycle: oneCycle({ peak: initial, steps }),
  "warmup cosine": warmup({ schedule: cosine({ initial, steps: 900 }), steps: 100 }),
};

type Measured = Readonly<Record<string, Readonly<Record<string, number>>>>;

let sink = 0;

/** Nanoseconds for each of the calls that `walk` makes. */
function perCall(walk: () => number): number {
  const started = process.hrtime.bigint();
  for (let count = 0; count < walks; count++) sink += walk();
  return Number(process.hrtime.bigint() - started) / (walks * steps);
}

function walkCalls(schedule: Schedule): number {
  let sum = 0;
  for (let at = 0; at < steps; at++) sum += schedule(at);
  return sum;
}

function walkDriven(schedule: Schedule): number {
  const running = drive(schedule);
  let sum = 0;
  for (let at = 0; at < steps; at++) sum += running.advance();
  return sum;
}

const measureOurs = (): Measured => {
  const each = (walk: (schedule: Schedule) => number): Record<string, number> =>
    Object.fromEntries(
      Object.entries(ours).map(([name, schedule]) => [name, perCall(() => walk(schedule))]),
    );
  return { call: each(walkCalls), advance: each(walkDriven) };
};

const script = fileURLToPath(new URL("schedule-speed.py", import.meta.url));
const peers = spawn(options.python, [script]);
const lines = createInterface(peers.stdout);
let said = "";
peers.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
const ended = new Promise<never>((_resolve, reject) => {
  peers.on("error", (error) => reject(error));
  peers.on("close", () => reject(new Error(said.trim().split("\n").at(-1) ?? "no output")));
});

async function nextLine(): Promise<unknown> {
  const [text] = (await Promise.race([once(lines, "line"), ended])) as [string];
  return JSON.parse(text);
}

const median = (numbers: readonly number[]): number => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
};

/** The median over the rounds of every figure. */
function mediansOf(measured: readonly Measured[]): Measured {
  return Object.fromEntries(
    Object.entries(measured[0]!).map(([side, figures]) => [
      side,
      Object.fromEntries(
        Object.keys(figures).map((name) => [
          name,
          median(measured.map((round) => round[side]![name]!)),
        ]),
      ),
    ]),
  );
}

/** Both sides in turns, so that a busy moment of the machine meets both. */
async function measureInTurns(): Promise<{ versions: unknown; medians: Measured }> {
  const versions = await nextLine();
  measureOurs();
  const measured: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    const theirs = nextLine();
    peers.stdin.write("\n");
    measured.push({ ...((await theirs) as Measured), ...measureOurs() });
  }
  peers.stdin.end();
  return { versions, medians: mediansOf(measured) };
}

const shown = (figure: number | undefined, digits = 0): string =>
  figure === undefined ? "–" : figure.toFixed(digits);

function tableOf(medians: Measured): string {
  const rows = Object.keys(ours).map((name) => {
    const at = (side: string): number | undefined => medians[side]?.[name];
    const theirs = [at("torch"), at("optax"), at("optax jitted")];
    const fastest = Math.min(...theirs.filter((figure) => figure !== undefined));
    const cells = [
      name,
      shown(at("call"), 1),
      shown(at("advance"), 1),
      ...theirs.map((figure) => shown(figure)),
      shown(at("call")! / fastest, 4),
      shown(at("advance")! / fastest, 4),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| ns per call | ours, call | ours, advance | torch, step | optax, call | optax, jitted | call / fastest | advance / fastest |",
    "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ...rows,
  ].join("\n");
}

try {
  const { versions, medians } = await measureInTurns();
  if (!Number.isFinite(sink)) throw new Error("a schedule gave a value that is not finite");
  const machine = { node: process.version, processor: cpus()[0]?.model ?? "unknown", rounds };
  const report = { ...machine, ...(versions as object), medians };
  process.stdout.write(
    options.json
      ? `${JSON.stringify(report, null, 2)}\n`
      : `${JSON.stringify({ ...report, medians: undefined })}\n\n${tableOf(medians)}\n`,
  );
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.stderr.write("Give a Python that has torch and optax: --python, or ANNEAL_PYTHON.\n");
  process.exitCode = 1;
}
