import { openProcesses } from "../../src/execution/processes/openProcesses.ts";
import { queueAddress } from "../../src/execution/queue/address.ts";
import type { QueueAddress } from "../../src/execution/queue/address.ts";
import { openQueue } from "../../src/execution/queue/openQueue.ts";
import { describe } from "vitest";
import { describeExecutor } from "./describeExecutor.ts";
import type { ExecutorUnderTest } from "./describeExecutor.ts";
import { hasPostgres } from "./queue/postgres.ts";
import { hasRedis } from "./queue/redis.ts";
import { thorough } from "./queue/site.ts";
import type { Site } from "./queue/site.ts";

describeExecutor("processes of this machine", { open: openProcesses, here: true });

/** The queue of a broker, with a worker that trains two trials at a time. */
function queueAt(broker: (site: Site) => Promise<{ readonly url: string }>): ExecutorUnderTest {
  let address: QueueAddress;
  return {
    async prepare(site, fates) {
      const { url } = await broker(site);
      address = queueAddress(undefined, { ANNEAL_QUEUE_URL: url })!;
      await site.work(url, { ...fates, PAUSE: "0", NODE_OPTIONS: "" }, "--jobs", "2").served();
    },
    open: (settings) => openQueue(address, settings),
    here: false,
  };
}

describe.skipIf(!hasRedis)("with Redis (apt-get install redis-server)", () => {
  describeExecutor(
    "a queue",
    queueAt((site) => site.redis()),
  );
});
describe.skipIf(!hasPostgres || !thorough)("with PostgreSQL (apt-get install postgresql)", () => {
  describeExecutor(
    "a queue",
    queueAt((site) => site.postgres()),
  );
});
