import { isIP } from "node:net";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import type {
  ConnectionOptions,
  Processor,
  Queue,
  QueueEvents,
  Worker,
  WorkerOptions,
} from "bullmq";
import type { QueueAddress } from "./address.ts";
import { plainText } from "./plainText.ts";

/** Everything of a run begins with it; the braces keep the keys of one queue on one node of a cluster. */
const prefix = "{anneal}";

/** Seconds in which the broker has to answer for the first time: a command without a broker ends within twelve, with its start and its end. */
const patience = 8;

/** Seconds that one attempt to connect may take. */
const attempt = 5;

/** The broker that holds the queues. */
export interface Broker {
  /** Its address, without what is secret. */
  readonly shown: string;
  /** An error of the broker in words, without what is secret. */
  describe(error: unknown): string;
  queue(name: string): Queue;
  events(name: string): QueueEvents;
  worker(name: string, processor: Processor, options: Omit<WorkerOptions, "connection">): Worker;
  /** Ends every connection that was made. What does not end at once is cut. */
  close(): Promise<void>;
}

async function load(isPostgres: boolean): Promise<typeof import("bullmq")> {
  const driver = isPostgres ? "pg" : "ioredis";
  try {
    await import(driver);
    return await import("bullmq");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new BenchmarkError(
      "usage",
      `a queue needs two more packages: npm install bullmq ${driver}`,
      {
        cause: error,
      },
    );
  }
}

function connectionTo(url: URL, isPostgres: boolean): ConnectionOptions {
  // The tables are made by whoever comes first.
  if (isPostgres) {
    const options = { connectionString: url.href, connectionTimeoutMillis: 1000 * attempt };
    return { ...options, migrate: true };
  }
  const { hostname, port, username, password, pathname, protocol } = url;
  return {
    // An address of IPv6 has brackets in a URL, and none elsewhere.
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: Number(port === "" ? 6379 : port),
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
    ...(pathname.length > 1 ? { db: Number(pathname.slice(1)) } : {}),
    // Certificates of one's own: NODE_EXTRA_CA_CERTS.
    ...(protocol === "rediss:"
      ? { tls: isIP(hostname) === 0 ? { servername: hostname } : {} }
      : {}),
    // A command waits for the connection to come back, however long that takes.
    maxRetriesPerRequest: null,
    // A server that is gone without a word is noticed.
    keepAlive: 10_000,
    connectTimeout: 1000 * attempt,
    // A server that does not answer a farewell either keeps no process alive for longer.
    disconnectTimeout: 500,
    retryStrategy: (times: number) => Math.min(5_000, 200 * times),
  };
}

/**
 * Connects to the broker at an address.
 *
 * @throws {BenchmarkError} If a package is missing, or the broker does not answer within eight seconds.
 */
export async function connectTo({ url, shown }: QueueAddress): Promise<Broker> {
  const isPostgres = url.protocol.startsWith("postgres");
  const bullmq = await load(isPostgres);
  const connection = connectionTo(url, isPostgres);
  const backend = (isPostgres ? bullmq.createPostgresBackend : undefined) as undefined;
  const opened = new Set<Queue | QueueEvents | Worker>();
  let last: unknown = "it does not answer";
  const secrets = [url.href, url.password, decodeURIComponent(url.password)].filter(Boolean);
  const describe = (error: unknown): string =>
    plainText(secrets.reduce((text, secret) => text.replaceAll(secret, "…"), messageOf(error)));
  const keep = <Opened extends Queue | QueueEvents | Worker>(one: Opened): Opened => {
    // Without a listener an error of the connection ends the process; the client connects again by itself.
    (one as Queue).on("error", (error) => {
      last = error;
    });
    opened.add(one);
    return one;
  };
  const broker: Broker = {
    shown,
    describe,
    queue: (name) => keep(new bullmq.Queue(name, { connection, prefix }, backend)),
    events: (name) => keep(new bullmq.QueueEvents(name, { connection, prefix }, backend)),
    worker: (name, processor, options) =>
      keep(new bullmq.Worker(name, processor, { ...options, connection, prefix }, backend)),
    async close() {
      const all = [...opened];
      opened.clear();
      const closing = all.map((one) => one.close().catch(() => undefined));
      const ended = await Promise.race([
        Promise.all(closing).then(() => true),
        wait(2000).then(() => false),
      ]);
      if (ended) return;
      // A broker that is away never answers; its connections would keep the process alive.
      const cutting = all.map((one) => one.disconnect().catch(() => undefined));
      await Promise.race([Promise.all(cutting), wait(500)]);
    },
  };
  const first = broker.queue("bench-workers");
  try {
    await Promise.race([
      first.waitUntilReady(),
      wait(1000 * patience).then(() => {
        throw new Error(messageOf(last));
      }),
    ]);
  } catch (error) {
    void broker.close();
    throw new BenchmarkError("usage", `cannot reach the queue at ${shown}: ${describe(error)}`);
  }
  return broker;
}

/** Resolves after some milliseconds, and keeps no process alive. */
export const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
