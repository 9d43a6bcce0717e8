import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { classifier } from "../../classifier.ts";
import { hasRedis } from "./redis.ts";
import { Site, thorough, times } from "./site.ts";

/** A network that is trained within a few hundred milliseconds. */
const configuration = `
import { defineConfig, defineTask } from "@anneal/bench";
const points = (n) => ({
  x: { values: Float32Array.from({ length: 2 * n }, (_, i) => Math.sin(i) + (i % 4 < 2 ? 1 : -1)), shape: [n, 2] },
  y: { values: Float32Array.from({ length: n }, (_, i) => i % 2), shape: [n] },
});
const clouds = defineTask({
${classifier}
});
export default defineConfig({ tasks: { clouds }, schedule: ["constant"], seeds: 1000, epochs: 2, batchSize: 8 });
`;

const cores = availableParallelism();
let site: Site;
const busy: ChildProcess[] = [];
beforeAll(async () => {
  if (!hasRedis || !thorough) return;
  site = await Site.make();
  await writeFile(join(site.folder, "clouds.config.mjs"), configuration);
  // As many processes that do nothing but compute as there are cores, beside the workers.
  for (let core = 0; core < cores; core++) {
    busy.push(spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" }));
  }
});
afterAll(async () => {
  for (const child of busy) child.kill("SIGKILL");
  if (hasRedis && thorough) await site.end();
});

// `apt-get install redis-server` gives one; `.ci/queue` asks for it.
test.runIf(hasRedis && thorough)(
  "1,000 trainings on a machine that has more to do than it can: no worker loses one, and each begins once",
  { timeout: 1_800_000 },
  async () => {
    const { url } = await site.redis();
    const args = ["--backend", "wasm", "--config", "clouds.config.mjs"];
    const env = { ANNEAL_QUEUE_URL: url };
    // With the lease that a worker has by default.
    const workers = Array.from({ length: cores }, () =>
      site.start(["work", "--jobs", "1", ...args], env),
    );
    for (const worker of workers) await worker.served();
    const run = site.start(["run", "--quiet", "--out", "out", ...args], env);
    const { code, stderr } = await run.ended;
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("failed")]);
    expect(await site.keys("out")).toHaveLength(1000);
    const logs = workers.map((worker) => worker.log()).join("");
    expect(times(logs, / begins [0-9a-f]{16},/g)).toBe(1000);
    expect(logs).not.toMatch(/ lost /);
  },
);
