import { backendIdentity, libraryVersions, protocolVersion } from "@anneal/experiment/records";
import type { BackendIdentity } from "@anneal/experiment/records";
import { z } from "zod";
import { ownVersion, versionOf } from "../../backends/versions.ts";

const short = z.string().max(200);

/** What a worker is. Two that differ in any of it may give other numbers, and serve queues of their own. */
export const memberSchema = z.strictObject({
  format: z.literal(1),
  bench: short,
  protocol: z.int().positive(),
  /** What it trains with; the first is what it was asked for, the others are for tasks that cannot be fused. */
  backends: z
    .array(backendIdentity.extend({ version: short, kernels: short, rounding: short }))
    .min(1)
    .max(4),
  versions: libraryVersions.extend({ anneal: short, tfjs: short }),
});

/** What a worker is. */
export type Member = z.infer<typeof memberSchema>;

/** What a worker of this program is that trains with some backends. */
export const memberWith = (...backends: readonly BackendIdentity[]): Member => ({
  format: 1,
  bench: ownVersion,
  protocol: protocolVersion,
  backends: [...backends],
  versions: { anneal: versionOf("anneal"), tfjs: versionOf("@tensorflow/tfjs") },
});
