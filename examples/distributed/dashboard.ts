// What waits, runs and failed, in a browser: npx tsx dashboard.ts
import type { AddressInfo } from "node:net";
import { createBullBoard } from "@bull-board/api";
import { BullMQAdapter } from "@bull-board/api/bullMQAdapter";
import { ExpressAdapter } from "@bull-board/express";
import { Queue } from "bullmq";
import express from "express";
import { Redis } from "ioredis";

const { ANNEAL_QUEUE_URL: url = "redis://localhost:6379", PORT: port = "3000" } = process.env;
const connection = new Redis(url, { maxRetriesPerRequest: null });
// A queue for each kind of worker; `anneal-bench queue` says which kind is behind a name.
const names = (await connection.keys("{anneal}:bench-*:meta")).map((key) => key.split(":")[1]!);
const queues = names.map((name) => new Queue(name, { connection, prefix: "{anneal}" }));
const board = new ExpressAdapter();
const shown = queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true }));
createBullBoard({ queues: shown, serverAdapter: board });
const server = express()
  .use(board.getRouter())
  .listen(Number(port), "127.0.0.1", () => {
    process.stdout.write(`http://localhost:${String((server.address() as AddressInfo).port)}\n`);
  });
