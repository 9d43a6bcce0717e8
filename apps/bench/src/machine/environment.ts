import { availableParallelism, loadavg } from "node:os";
import type { Circumstances, Environment } from "@anneal/experiment/records";
import { ownVersion } from "../backends/versions.ts";
import { processor } from "./processor.ts";
import { currentSource } from "./source.ts";

/** The machine and the programs of this process. */
export function currentEnvironment(): Environment {
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cpu: processor(),
    cores: availableParallelism(),
    bench: ownVersion,
  };
}

/** What surrounds a trial that begins now. */
export const currentCircumstances = ({
  jobs,
  configurationDigest,
}: {
  readonly jobs: number;
  readonly configurationDigest: string | undefined;
}): Omit<Circumstances, "finishedAt"> => ({
  environment: currentEnvironment(),
  loadAverage: loadavg(),
  jobs,
  ...(configurationDigest === undefined ? {} : { configuration: configurationDigest }),
  ...(currentSource() === undefined ? {} : { source: currentSource()! }),
  startedAt: now(),
});

/** The time, as the results write it. */
export const now = (): string => new Date().toISOString();
