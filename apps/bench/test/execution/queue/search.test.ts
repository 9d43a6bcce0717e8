import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { searchSchema } from "@anneal/experiment/search";
import { expect, test } from "vitest";
import { hasRedis } from "./redis.ts";
import { Site, thorough } from "./site.ts";

test.runIf(hasRedis && thorough)(
  "a search trains on the workers of a queue, whichever train a candidate on, and finds the same",
  async () => {
    const site = await Site.make();
    try {
      const { url } = await site.redis();
      const workers = [site.work(url, { PAUSE: "0" }), site.work(url, { PAUSE: "0" })];
      for (const worker of workers) await worker.served();
      const search = ["search", "--backend", "wasm", "--candidates", "8", "--tuning-seeds", "2"];
      const found = async (out: string, ...args: readonly string[]) => {
        const command = site.start([...search, "--out", out, ...args]);
        const { code, stderr } = await command.ended;
        expect({ code, stderr }).toMatchObject({ code: 0 });
        const text = await readFile(join(site.folder, out, "search.json"), "utf8");
        return searchSchema.parse(JSON.parse(text));
      };
      const distributed = await found("queue", "--queue", url);
      expect(await found("straight", "--jobs", "1")).toEqual(distributed);
      const [{ candidates, best }] = distributed.searches as [(typeof distributed.searches)[0]];
      expect(candidates.map(({ epochs }) => epochs).sort()).toEqual([1, 1, 1, 1, 2, 2, 3, 3]);
      expect(candidates.find(({ id }) => id === best)!.figures).toHaveLength(2);
      for (const worker of workers)
        expect(worker.log()).toMatch(/ends [0-9a-f]{16}, loop falling#/);
    } finally {
      await site.end();
    }
  },
);
