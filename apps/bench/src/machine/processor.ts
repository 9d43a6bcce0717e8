import { readFileSync } from "node:fs";
import { arch, cpus } from "node:os";

/** Vector instructions of x86, best first: libraries choose by them how they compute, and so how they round. */
const instructions = [
  ["avx512f", "AVX-512"],
  ["avx2", "AVX2"],
  ["avx", "AVX"],
  ["sse4_1", "SSE4.1"],
] as const;

/** The best vector instructions that a processor has; `undefined` where the text names no flags of x86. */
function vectorsIn(cpuinfo: string): string | undefined {
  const flags = new Set(/^flags\s*:\s*(.*)$/m.exec(cpuinfo)?.[1]?.split(/\s+/));
  return instructions.find(([flag]) => flags.has(flag))?.[1];
}

function read(): string {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    // Not Linux.
    return "";
  }
}

/**
 * The processor of this machine, with what its kind is told by: `Intel(R) Xeon(R) Platinum 8481C, AVX-512`.
 *
 * @param cpuinfo - The text of `/proc/cpuinfo`. @defaultValue that of this machine, nothing where there is none
 */
export const processor = (cpuinfo = read()): string =>
  `${cpus()[0]?.model.trim() ?? "unknown"}, ${vectorsIn(cpuinfo) ?? arch()}`;
