import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasPostgres } from "./postgres.ts";
import type { Postgres } from "./postgres.ts";
import { Site, times } from "./site.ts";

let site: Site;
let postgres: Postgres;
beforeEach(async () => {
  if (!hasPostgres) return;
  site = await Site.make();
  postgres = await site.postgres();
});
afterEach(async () => {
  if (hasPostgres) await site.end();
});

// `apt-get install postgresql` gives one.
describe.skipIf(!hasPostgres)("on PostgreSQL, results equal those of one process", () => {
  test("byte for byte, also when the server is killed in the middle and started again", async () => {
    const straight = ["run", "--backend", "wasm", "--jobs", "1", "--no-timings"];
    expect(await site.start([...straight, "--out", "straight"]).ended).toMatchObject({ code: 0 });
    const expected = await site.results("straight");

    const worker = site.work(postgres.url);
    await worker.served();
    const undisturbed = await site.run(postgres.url, "undisturbed", "--seeds", "2").ended;
    expect(undisturbed.code).toBe(0);
    expect(times(worker.log(), / begins [0-9a-f]{16},/g)).toBe(4);

    const running = site.run(postgres.url, "out");
    await worker.said(/(?: begins [0-9a-f]{16},[^]*){5}/);
    // Its processes end without another word, as after a loss of power.
    await postgres.kill("SIGQUIT");
    await postgres.start();
    const { code, stderr } = await running.ended;
    expect([code, stderr]).toEqual([0, expect.not.stringContaining("failed")]);
    expect(await site.keys("out")).toHaveLength(12);
    expect(await site.results("out")).toBe(expected);
    worker.child.kill("SIGTERM");
    expect(await worker.ended).toMatchObject({ code: 0 });
  });
});
