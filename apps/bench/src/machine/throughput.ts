import { availableParallelism } from "node:os";
import { messageOf } from "@anneal/experiment/errors";
import { quantile } from "@anneal/experiment/statistics";
import { z } from "zod";
import { ownVersion } from "../backends/versions.ts";
import { currentEnvironment } from "./environment.ts";
import { startProbe } from "./probes.ts";
import type { Probe } from "./probes.ts";
import { variants } from "./variants.ts";
import type { VariantName } from "./variants.ts";

/** A backend, and how many processes with how many threads each train with it at a time. */
interface Arrangement {
  readonly variant: VariantName;
  readonly processes: number;
  readonly threads: number;
}

const spreadSchema = z.object({
  median: z.number(),
  firstQuartile: z.number(),
  thirdQuartile: z.number(),
});

const rowSchema = z.object({
  name: z.string(),
  processes: z.number().int().positive(),
  threads: z.number().int().positive(),
  version: z.string().nullable(),
  kernels: z.string().nullable(),
  /** `null` if it was measured. */
  problem: z.string().nullable(),
  /** Of all processes together. */
  imagesPerSecond: spreadSchema.nullable(),
  /** CPU time of all threads of all processes. */
  cpuMillisecondsPerImage: spreadSchema.nullable(),
  /** One total for each round, in order. */
  rounds: z.array(z.number()),
});

/** What `throughput` measures. */
export const throughputSchema = z.object({
  format: z.literal(1),
  bench: z.string(),
  environment: z.object({
    node: z.string(),
    platform: z.string(),
    cpu: z.string(),
    cores: z.number(),
  }),
  batchSize: z.literal(64),
  rows: z.array(rowSchema),
});

/** See {@link throughputSchema}. */
export type Throughput = z.infer<typeof throughputSchema>;

/** One line of a {@link Throughput}. */
export type ThroughputRow = z.infer<typeof rowSchema>;

/**
 * The arrangements to compare: each backend alone with all cores; with `mixes` also as one process for each core, with one
 * thread each.
 */
export function arrangementsOf(
  names: readonly VariantName[],
  mixes: boolean,
  cores = availableParallelism(),
): readonly Arrangement[] {
  return names.flatMap((variant) => {
    const threads = variants[variant].isThreaded ? cores : 1;
    const alone = { variant, processes: 1, threads };
    if (!mixes || cores === 1 || variant === "cpu") return [alone];
    return [
      alone,
      ...(threads > 1 ? [{ variant, processes: 1, threads: 1 }] : []),
      { variant, processes: cores, threads: 1 },
    ];
  });
}

const spreadOf = (values: readonly number[]): z.infer<typeof spreadSchema> => ({
  median: quantile(values, 0.5),
  firstQuartile: quantile(values, 0.25),
  thirdQuartile: quantile(values, 0.75),
});

interface Running {
  readonly arrangement: Arrangement;
  readonly probes: readonly Probe[];
  readonly totals: number[];
  readonly costs: number[];
  problem: string | null;
}

/**
 * Measures how fast each arrangement trains the reference network. They take turns, round after round, so that the load of
 * the machine falls on all of them alike.
 */
export async function measureThroughput(
  arrangements: readonly Arrangement[],
  rounds: number,
  milliseconds: number,
  look: (line: string) => void,
): Promise<Throughput> {
  const running: Running[] = [];
  try {
    for (const arrangement of arrangements) {
      look(`starting ${titleOf(arrangement)}`);
      running.push(await startArrangement(arrangement));
    }
    for (let round = 1; round <= rounds; round++) {
      look(`round ${String(round)} of ${String(rounds)}`);
      for (const one of running) await measureOnce(one, milliseconds);
    }
  } finally {
    for (const { probes } of running) for (const probe of probes) probe.stop();
  }
  const { node, platform, cpu, cores } = currentEnvironment();
  return throughputSchema.parse({
    format: 1,
    bench: ownVersion,
    environment: { node, platform, cpu, cores },
    batchSize: 64,
    rows: running.map(({ arrangement, probes, totals, costs, problem }) => ({
      name: arrangement.variant,
      processes: arrangement.processes,
      threads: arrangement.threads,
      version: probes[0]?.version ?? null,
      kernels: probes[0]?.kernels ?? null,
      problem,
      imagesPerSecond: problem === null ? spreadOf(totals) : null,
      cpuMillisecondsPerImage: problem === null ? spreadOf(costs) : null,
      rounds: totals,
    })),
  });
}

const titleOf = ({ variant, processes, threads }: Arrangement): string =>
  `${variant}, ${String(processes)} × ${String(threads)}`;

async function startArrangement(arrangement: Arrangement): Promise<Running> {
  const { variant, processes, threads } = arrangement;
  const probes: Probe[] = [];
  let problem: string | null = null;
  try {
    while (probes.length < processes) probes.push(await startProbe(variant, threads));
  } catch (error) {
    problem = messageOf(error);
  }
  return { arrangement, probes, totals: [], costs: [], problem };
}

async function measureOnce(one: Running, milliseconds: number): Promise<void> {
  if (one.problem !== null) return;
  try {
    const measured = await Promise.all(one.probes.map((probe) => probe.measure(milliseconds)));
    one.totals.push(measured.reduce((sum, { images, seconds }) => sum + images / seconds, 0));
    const images = measured.reduce((sum, { images }) => sum + images, 0);
    const cpuSeconds = measured.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    one.costs.push((1000 * cpuSeconds) / images);
  } catch (error) {
    one.problem = messageOf(error);
  }
}

/** The rows as a table in Markdown, the ratio to the first that was measured beside each. */
export function throughputTable(rows: readonly ThroughputRow[]): string {
  const reference = rows.find(({ imagesPerSecond }) => imagesPerSecond !== null)?.imagesPerSecond;
  const lines = rows.map(({ name, processes, threads, imagesPerSecond, ...rest }) => {
    const { cpuMillisecondsPerImage, problem } = rest;
    const how = `${String(processes)} × ${String(threads)}`;
    if (!imagesPerSecond || !cpuMillisecondsPerImage || !reference) {
      return `| ${name} | ${how} | – | – | – | – | ${problem ?? ""} |`;
    }
    const { median, firstQuartile, thirdQuartile } = imagesPerSecond;
    const cells = [
      name,
      how,
      median.toFixed(0),
      `${firstQuartile.toFixed(0)}–${thirdQuartile.toFixed(0)}`,
      (median / reference.median).toFixed(3),
      cpuMillisecondsPerImage.median.toFixed(3),
      [rest.version, rest.kernels].filter((text) => text !== null).join("; "),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| backend | processes × threads | images/s | quartiles | ratio | CPU ms/image | what |",
    "| --- | --- | ---: | --- | ---: | ---: | --- |",
    ...lines,
  ].join("\n");
}
