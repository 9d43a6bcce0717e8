import { availableParallelism, totalmem } from "node:os";
import { messageOf } from "@anneal/experiment/errors";
import { datasets } from "@anneal/experiment/task";
import type { DatasetName } from "@anneal/experiment/task";
import { z } from "zod";
import { ownVersion, versionOf } from "../backends/versions.ts";
import { loadCompact } from "../datasets/compactFashionMnist.ts";
import { loadDataset } from "../datasets/dataset.ts";
import { engineFeatures } from "./features.ts";
import { notesOn } from "./notesOn.ts";
import { processor } from "./processor.ts";
import { startProbe } from "./probes.ts";
import { variantNames } from "./variants.ts";
import type { VariantName } from "./variants.ts";

const variantSchema = z.object({
  name: z.enum(variantNames),
  /** `null` if it works. */
  problem: z.string().nullable(),
  version: z.string().nullable(),
  /** Which kernels train. */
  kernels: z.string().nullable(),
  /** Of training the reference network, from one short measurement. */
  imagesPerSecond: z.number().nullable(),
  /** CPU time of all threads together. */
  cpuMillisecondsPerImage: z.number().nullable(),
});

/** What `doctor` finds. */
export const diagnosisSchema = z.object({
  format: z.literal(1),
  versions: z.object({ bench: z.string(), anneal: z.string(), tfjs: z.string(), node: z.string() }),
  machine: z.object({
    platform: z.string(),
    cpu: z.string(),
    cores: z.number().int(),
    memoryGigabytes: z.number(),
  }),
  webAssembly: z.object({ simd: z.boolean(), relaxedSimd: z.boolean(), threads: z.boolean() }),
  variants: z.array(variantSchema),
  datasets: z.array(z.object({ name: z.string(), problem: z.string().nullable() })),
  notes: z.array(z.string()),
});

/** See {@link diagnosisSchema}. */
export type Diagnosis = z.infer<typeof diagnosisSchema>;

type VariantDiagnosis = z.infer<typeof variantSchema>;

/** Looks at the machine, tries every backend in a process of its own, and measures for a moment how fast it trains. */
export async function diagnose(
  names: readonly VariantName[],
  milliseconds: number,
  look: (line: string) => void,
): Promise<Diagnosis> {
  const webAssembly = engineFeatures();
  const found: VariantDiagnosis[] = [];
  for (const name of names) {
    look(`trying ${name}`);
    found.push(await tryVariant(name, milliseconds));
  }
  look("reading the data sets");
  const sets = await Promise.all([
    // Without mirrors nothing is downloaded.
    ...(Object.keys(datasets) as DatasetName[]).map((name) =>
      tryDataset(name, () => loadDataset(name, { mirrors: [] })),
    ),
    tryDataset("the images of fashion-mnist that come with the benchmark", loadCompact),
  ]);
  return diagnosisSchema.parse({
    format: 1,
    versions: {
      bench: ownVersion,
      anneal: versionOf("anneal"),
      tfjs: versionOf("@tensorflow/tfjs"),
      node: process.versions.node,
    },
    machine: {
      platform: `${process.platform} ${process.arch}`,
      cpu: processor(),
      cores: availableParallelism(),
      memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    },
    webAssembly,
    variants: found,
    datasets: sets,
    notes: notesOn(process.versions.node, webAssembly, found),
  });
}

async function tryVariant(name: VariantName, milliseconds: number): Promise<VariantDiagnosis> {
  const nothing = { version: null, kernels: null, imagesPerSecond: null };
  try {
    const probe = await startProbe(name);
    try {
      const { images, seconds, cpuSeconds } = await probe.measure(milliseconds);
      return {
        name,
        problem: null,
        version: probe.version,
        kernels: probe.kernels,
        imagesPerSecond: images / seconds,
        cpuMillisecondsPerImage: (1000 * cpuSeconds) / images,
      };
    } finally {
      probe.stop();
    }
  } catch (error) {
    return { name, problem: messageOf(error), ...nothing, cpuMillisecondsPerImage: null };
  }
}

async function tryDataset(
  name: string,
  load: () => Promise<unknown>,
): Promise<Diagnosis["datasets"][number]> {
  try {
    await load();
    return { name, problem: null };
  } catch (error) {
    return { name, problem: messageOf(error) };
  }
}
