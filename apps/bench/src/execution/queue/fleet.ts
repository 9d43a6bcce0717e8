import { BenchmarkError } from "@anneal/experiment/errors";
import {
  canonicalJson,
  describeBackend,
  hashOf,
  protocolVersion,
} from "@anneal/experiment/records";
import type { BackendChoice, BackendIdentity } from "@anneal/experiment/records";
import { memberSchema } from "./member.ts";
import type { Member } from "./member.ts";
import type { Queue } from "bullmq";
import { ownVersion, versionOf } from "../../backends/versions.ts";
import type { Broker } from "./broker.ts";

/** Workers that give the same numbers, and serve one queue. */
export interface Fleet {
  readonly member: Member;
  readonly fingerprint: string;
  /** How many of them are connected at this moment. */
  readonly workers: number;
}

/** What tells one kind of worker from another, in twelve digits. */
export const fingerprintOf = (member: Member): string => hashOf(member).slice(0, 12);

/** The queue that workers of one kind serve: trials of another version, backend or rounding never get into it. */
export const queueNameOf = (member: Member): string => `bench-${fingerprintOf(member)}`;

/** The queue in which workers say what they are. Nobody takes anything out of it. */
const registryName = "bench-workers";

/** The id under which workers of one kind say what they are. */
export const announcementOf = (member: Member): string => `f${fingerprintOf(member)}`;

/** Says what a worker is, again and again: a broker may lose what it knew. */
export async function announce(registry: Queue, member: Member): Promise<void> {
  await registry.add("member", member, { jobId: announcementOf(member) });
}

/** The queue of {@link announce}. */
export const openRegistry = (broker: Broker): Queue => broker.queue(registryName);

/** Every kind of worker that the broker knows, those first that are connected. */
export async function fleetsAt(broker: Broker): Promise<readonly Fleet[]> {
  const registry = openRegistry(broker);
  const jobs = await registry.getJobs(["waiting", "prioritized"]);
  const fleets: Fleet[] = [];
  for (const job of jobs) {
    const parsed = memberSchema.safeParse((job as { data?: unknown } | undefined)?.data);
    if (!parsed.success) continue;
    const queue = broker.queue(queueNameOf(parsed.data));
    fleets.push({
      member: parsed.data,
      fingerprint: fingerprintOf(parsed.data),
      workers: await queue.getWorkersCount(),
    });
    await queue.close();
  }
  await registry.close();
  return fleets.sort((a, b) => b.workers - a.workers || (a.fingerprint < b.fingerprint ? -1 : 1));
}

/** Backends that train layer by layer. */
const layered = ["tfjs-node", "wasm", "cpu"];

/** Whether a backend is one that was asked for. */
export const isChoice = ({ name }: BackendIdentity, choice: BackendChoice): boolean =>
  choice === "auto" ||
  (choice === "layers"
    ? layered.includes(name)
    : choice.startsWith(name) && (name !== "tfjs-node" || choice === name));

/** What a worker trains with, in words. */
export const describeBackends = ({ backends }: Member): string =>
  backends.map(describeBackend).join(", and what cannot be fused ");

/** A fleet in words. */
const describeFleet = ({ member, fingerprint, workers }: Fleet): string =>
  `${fingerprint}: ${workers === 1 ? "1 worker" : `${String(workers)} workers`}, anneal-bench ${member.bench}, ${describeBackends(member)}`;

/**
 * The fleet that trains a plan of this program: of its own version, and with the backend that was asked for.
 *
 * @param fingerprint - Chooses one where several fit.
 * @throws {BenchmarkError} If none fits, or more than one, with a list of what there is.
 */
export function chooseFleet(
  fleets: readonly Fleet[],
  choice: BackendChoice,
  fingerprint: string | undefined,
  shown: string,
): Fleet {
  const versions = { anneal: versionOf("anneal"), tfjs: versionOf("@tensorflow/tfjs") };
  const fitting = fleets.filter(
    ({ member, ...fleet }) =>
      member.protocol === protocolVersion &&
      member.bench === ownVersion &&
      canonicalJson(member.versions) === canonicalJson(versions) &&
      member.backends.some((backend) => isChoice(backend, choice)) &&
      (fingerprint ?? fleet.fingerprint) === fleet.fingerprint,
  );
  const connected = fitting.filter(({ workers }) => workers > 0);
  const candidates = connected.length > 0 ? connected : fitting;
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  const listed = (list: readonly Fleet[]): string =>
    list.map((fleet) => `\n  ${describeFleet(fleet)}`).join("");
  if (candidates.length > 1) {
    throw new BenchmarkError(
      "usage",
      `the workers at ${shown} do not all give the same numbers; choose with --backend, or with --fleet and one of${listed(candidates)}`,
    );
  }
  const asked = [
    ...(choice === "auto" ? [] : [`backend ${choice}`]),
    ...(fingerprint === undefined ? [] : [`fleet ${fingerprint}`]),
  ];
  throw new BenchmarkError(
    "usage",
    `no worker at ${shown} fits anneal-bench ${ownVersion}${asked.map((part) => `, ${part}`).join("")}; start one: anneal-bench work` +
      (fleets.length === 0 ? "" : `; there are${listed(fleets)}`),
  );
}
