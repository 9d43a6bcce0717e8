import { z } from "zod";
import type { Job } from "bullmq";
import type { Broker } from "./broker.ts";
import { announcementOf, fleetsAt, openRegistry, queueNameOf } from "./fleet.ts";
import { memberSchema } from "./member.ts";
import { plainText } from "./plainText.ts";

const count = z.int().nonnegative();

/** `queue --json`: what there is at a queue. */
export const queueSchema = z.strictObject({
  format: z.literal(1),
  /** The address, without what is secret. */
  queue: z.string(),
  fleets: z.array(
    z.strictObject({
      /** What `--fleet` takes. */
      fingerprint: z.string(),
      member: memberSchema,
      /** The names of those that are connected: host and process. */
      workers: z.array(z.string()),
      waiting: count,
      active: count,
      completed: count,
      failed: count,
      /** When the trial was added that waits longest; `null` if none waits. */
      oldestWaiting: z.iso.datetime().nullable(),
      /** The last trials that failed, and why. */
      failures: z.array(
        z.strictObject({ key: z.string(), schedule: z.string(), reason: z.string() }),
      ),
    }),
  ),
});

/** What there is at a queue. */
export type QueueStatus = z.infer<typeof queueSchema>;

const mostFailures = 20;

/** Names of the connected workers, as BullMQ keeps them: `…:w:host-pid`. */
const nameOf = (client: Readonly<Record<string, string>>): string =>
  plainText((client["rawname"] ?? client["name"] ?? "").replace(/^.*:w:/, ""));

/** Says who works for a queue, what waits, and what failed. */
export async function statusOf(broker: Broker): Promise<QueueStatus> {
  const fleets: QueueStatus["fleets"] = [];
  for (const { member, fingerprint } of await fleetsAt(broker)) {
    const queue = broker.queue(queueNameOf(member));
    const counts = await queue.getJobCounts(
      "waiting",
      "prioritized",
      "delayed",
      "active",
      "completed",
      "failed",
    );
    const of = (...states: readonly string[]): number =>
      states.reduce((sum, state) => sum + (counts[state] ?? 0), 0);
    const [oldest] = (await queue.getJobs(["waiting"], 0, 0, true)) as (Job | undefined)[];
    const failed = (await queue.getFailed(0, mostFailures - 1)) as (Job | undefined)[];
    fleets.push({
      fingerprint,
      member,
      workers: (await queue.getWorkers()).map(nameOf).sort(),
      waiting: of("waiting", "prioritized", "delayed"),
      active: of("active"),
      completed: of("completed"),
      failed: of("failed"),
      oldestWaiting: oldest === undefined ? null : new Date(oldest.timestamp).toISOString(),
      failures: failed.flatMap((job) =>
        job === undefined
          ? []
          : [
              {
                key: plainText((job.id ?? "").slice(1)),
                schedule: plainText(job.name),
                reason: plainText(job.failedReason),
              },
            ],
      ),
    });
    await queue.close();
  }
  return queueSchema.parse({ format: 1, queue: broker.shown, fleets });
}

/** Takes out everything that waits, runs or ended. A worker that trains loses its trial; it goes on serving. */
export async function clearQueues(broker: Broker): Promise<number> {
  const registry = openRegistry(broker);
  let trials = 0;
  for (const { member, workers } of await fleetsAt(broker)) {
    const queue = broker.queue(queueNameOf(member));
    const counts = await queue.getJobCounts();
    trials += Object.values(counts).reduce((sum, value) => sum + value, 0);
    await queue.obliterate({ force: true });
    await queue.close();
    // Those that are connected stay known.
    if (workers === 0) await registry.remove(announcementOf(member));
  }
  await registry.close();
  return trials;
}
