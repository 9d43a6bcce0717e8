import { availableParallelism, cpus } from "node:os";
import type { Environment } from "./results.ts";
import { ownVersion } from "./versions.ts";

/** The machine and the programs of this process. */
export function currentEnvironment(): Environment {
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    bench: ownVersion,
  };
}
