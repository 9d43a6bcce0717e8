/**
 * Writes the table of packages in README.md: what each exports, its curve, and its size as size-limit measures it.
 *
 * `tsx --conditions=@anneal/source tools/package-table.ts` after a build; with `--check` it only says whether the table
 * is up to date.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  cosine,
  cosineRestarts,
  cyclic,
  exponential,
  inverseSqrt,
  inverseTime,
  linear,
  multiStep,
  noam,
  oneCycle,
  piecewise,
  plateau,
  polynomial,
  ramp,
  slantedTriangular,
  step,
  triStage,
  warmup,
  warmupStableDecay,
} from "anneal";
import { format } from "prettier";

const root = new URL("..", import.meta.url);
const samples = 20;
const last = 100;

/** The metrics that the plateau in the table saw: two stalls of three observations. */
function plateauCurve(at: number): number {
  const schedule = plateau({ schedule: 1, factor: 0.4, patience: 20, monitor: "loss" });
  let state = schedule.initial;
  for (let update = 1; update <= at; update++) {
    state = schedule.observe(state, {
      step: update,
      metrics: { loss: update < 30 ? 1 / update : 1 },
    });
  }
  return schedule.at(at, state);
}

const wsd = warmupStableDecay({ peak: 1, warmup: 10, stable: 60, decay: 30 });
const triStageExample = triStage({
  initial: 0.01,
  peak: 1,
  final: 0.02,
  warmup: 10,
  hold: 40,
  decay: 50,
});
const piecewiseExample = piecewise({ boundaries: [30, 60], values: [0.5, 1, 0.2] });
const rows: readonly (readonly [folder: string, name: string, curve?: (step: number) => number])[] =
  [
    ["core", "ramp", ramp({ from: 0, to: 1, steps: last })],
    ["step", "step", step({ initial: 1, every: 25, factor: 0.6 })],
    ["step", "multiStep", multiStep({ initial: 1, milestones: [50, 75], factor: 0.4 })],
    ["step", "piecewise", piecewiseExample],
    ["exponential", "exponential", exponential({ initial: 1, factor: 0.97 })],
    ["exponential", "inverseTime", inverseTime({ initial: 1, rate: 0.05 })],
    ["polynomial", "linear", linear({ initial: 1, steps: last })],
    ["polynomial", "polynomial", polynomial({ initial: 1, steps: last, power: 2 })],
    ["cosine", "cosine", cosine({ initial: 1, steps: last })],
    ["cosine", "cosineRestarts", cosineRestarts({ initial: 1, steps: 15, multiplier: 2 })],
    ["cyclic", "cyclic", cyclic({ min: 0, max: 1, up: 10, down: 15, mode: "triangular2" })],
    ["cyclic", "oneCycle", oneCycle({ peak: 1, steps: last })],
    ["cyclic", "slantedTriangular", slantedTriangular({ peak: 1, steps: last })],
    ["transformer", "inverseSqrt", inverseSqrt({ peak: 1, warmup: 10 })],
    ["transformer", "noam", noam({ dimension: 1, warmup: 20, factor: Math.sqrt(20) })],
    ["transformer", "warmupStableDecay", wsd],
    ["transformer", "triStage", triStageExample],
    ["warmup", "warmup", warmup({ schedule: cosine({ initial: 1, steps: 80 }), steps: 20 })],
    ["plateau", "plateau", plateauCurve],
    ["tfjs", "connect"],
    ["tfjs", "reduceLROnPlateau"],
    ["tfjs", "bind"],
    ["wasm-training", "registerTrainingKernels"],
  ];

const bars = "▁▂▃▄▅▆▇█";
const sparkline = (curve: (step: number) => number): string =>
  Array.from({ length: samples }, (_, index) => curve((index * last) / (samples - 1)))
    .map((value) => bars[Math.round(value * (bars.length - 1))])
    .join("");

interface Measured {
  readonly name: string;
  readonly size: number;
}

function sizesOf(folder: string): Measured[] {
  const cwd = new URL(`packages/${folder}`, root);
  const command = fileURLToPath(new URL("node_modules/.bin/size-limit", root));
  const output = execFileSync(command, ["--json"], {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output) as Measured[];
}

const sizes = new Map(
  [...new Set(rows.map(([folder]) => folder))].map((folder) => [folder, sizesOf(folder)]),
);
const table = [
  "| package | import | curve | size |",
  "| --- | --- | --- | ---: |",
  ...rows.map(([folder, name, curve]) => {
    const size = sizes.get(folder)?.find((measured) => measured.name === name)?.size;
    if (size === undefined) throw new Error(`packages/${folder} measures no size of ${name}`);
    const shown = curve ? `\`${sparkline(curve)}\`` : "";
    return `| [\`@anneal/${folder}\`](packages/${folder}) | \`${name}\` | ${shown} | ${String(size)} B |`;
  }),
].join("\n");

const file = new URL("README.md", root);
const readme = readFileSync(file, "utf8");
const updated = await format(
  readme.replace(
    /(<!-- packages -->\n)[\s\S]*(<!-- \/packages -->)/,
    (_all, begin: string, end: string) => `${begin}\n${table}\n\n${end}`,
  ),
  { parser: "markdown", printWidth: 100 },
);
// Node versions compress a little differently; that a size does not grow is for size-limit to say.
const withoutSizes = (text: string): string => text.replaceAll(/ +\d+ B/g, "");
if (!process.argv.includes("--check")) writeFileSync(file, updated);
else if (withoutSizes(readme) !== withoutSizes(updated)) {
  throw new Error("the package table in README.md is not up to date");
}
