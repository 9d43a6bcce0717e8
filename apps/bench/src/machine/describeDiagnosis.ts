import Table from "cli-table3";
import type { Diagnosis } from "./diagnosis.ts";

const yesOrNo = (value: boolean): string => (value ? "yes" : "no");

/** What `doctor` found, for a terminal. */
export function describeDiagnosis({
  versions,
  machine,
  webAssembly,
  variants,
  datasets,
  notes,
}: Diagnosis): string {
  const table = new Table({
    head: ["backend", "images/s", "CPU ms/image", "version", "kernels"],
    colAligns: ["left", "right", "right", "left", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, problem, imagesPerSecond, cpuMillisecondsPerImage, ...rest } of variants) {
    if (problem !== null) continue;
    table.push([
      name,
      imagesPerSecond!.toFixed(0),
      cpuMillisecondsPerImage!.toFixed(2),
      rest.version!,
      rest.kernels!,
    ]);
  }
  const lines = [
    `anneal-bench ${versions.bench}, anneal ${versions.anneal}, TensorFlow.js ${versions.tfjs}, Node ${versions.node}`,
    `${machine.platform}, ${machine.cpu}, ${String(machine.cores)} cores, ${String(machine.memoryGigabytes)} GB`,
    `WebAssembly: SIMD ${yesOrNo(webAssembly.simd)}, relaxed SIMD ${yesOrNo(webAssembly.relaxedSimd)}, threads ${yesOrNo(webAssembly.threads)}`,
    "",
    table.toString(),
    ...variants.flatMap(({ name, problem }) => (problem === null ? [] : [`${name}: ${problem}`])),
    "",
    ...datasets.map(({ name, problem }) => `${name}: ${problem ?? "there, and as it should be"}`),
    ...notes.map((note) => `note: ${note}`),
  ];
  return `${lines.join("\n")}\n`;
}
