import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { queueSchema } from "../../../src/execution/queue/status.ts";
import { freePort } from "../../freePort.ts";
import { Site, hasRedis } from "./site.ts";

const password = "p%:ss/w@rd 1";
const user = "bench";

let site: Site;
beforeEach(async () => {
  site = await Site.make();
});
afterEach(() => site.end());

/** Everything that the folder holds but the engine's own files. */
const filesWith = (text: string): string => {
  try {
    return execFileSync(
      "grep",
      ["-rlF", "--exclude-dir=appendonlydir", "--exclude=users.acl", text, site.folder],
      { encoding: "utf8" },
    );
  } catch {
    // It found none.
    return "";
  }
};

test("an engine that is away ends the command within its time, with one line and exit code 2", async () => {
  const url = `redis://${user}:${encodeURIComponent(password)}@127.0.0.1:${String(await freePort())}`;
  const began = performance.now();
  const { code, stdout, stderr } = await site.run(url, "out").ended;
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(
    /^anneal-bench: cannot reach the queue at redis:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED.*\n$/,
  );
  expect(stderr).not.toContain("p%");
  // Ten seconds of patience: a process that its sockets keep alive would never end.
  expect(performance.now() - began).toBeGreaterThan(9_000);
});

test.each([
  [["work"], "work needs a queue"],
  [
    ["work", "--queue", "redis://h", "--lease", "1s"],
    "--lease must be a time such as 30s, 5m or 1.5h, of at least 2s",
  ],
])("%j is refused before anything is reached", async (args, message) => {
  const { code, stderr } = await site.start(args).ended;
  expect([code, stderr]).toEqual([2, expect.stringContaining(`anneal-bench: ${message}`)]);
});

// `apt-get install redis-server` gives one.
describe.skipIf(!hasRedis)(
  "with TLS, a user of its own and a password with every awkward character",
  () => {
    test("a run ends well, and the password is in no file, line or list of processes", async () => {
      const certificate = join(site.folder, "tls.crt");
      const key = join(site.folder, "tls.key");
      const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
      const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
      execFileSync("openssl", ["req", ...kind, "-keyout", key, "-out", certificate, ...subject], {
        stdio: "ignore",
      });
      const acl = join(site.folder, "users.acl");
      const rights = "~{anneal}:* &* +@all -@admin -@dangerous +info +client";
      await writeFile(
        acl,
        `user default off\nuser ${user} on >${password.replaceAll(" ", "_")} ${rights}\n`,
      );
      const secret = password.replaceAll(" ", "_");
      const port = await freePort();
      await site.redis(
        ...["--tls-port", String(port), "--port", "0", "--aclfile", acl],
        ...["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-auth-clients", "no"],
      );
      const address = (given: string): string =>
        `rediss://${user}:${encodeURIComponent(given)}@localhost:${String(port)}`;
      const env = { NODE_EXTRA_CA_CERTS: certificate };

      const worker = site.work(address(secret), env);
      await worker.served();
      const seen = execFileSync("ps", ["axww", "-o", "args"], { encoding: "utf8" });
      expect(seen).toContain("--lease 2s");
      expect(seen).not.toContain(secret);
      expect(seen).not.toContain(encodeURIComponent(secret));

      const file = join(site.folder, "..", `anneal-secret-${String(port)}`);
      await writeFile(file, `${address(secret)}\n`);
      const run = site.start(["run", "--backend", "cpu", "--seeds", "1", "--out", "out"], {
        ...env,
        ANNEAL_QUEUE_URL_FILE: file,
      });
      const { code, stdout, stderr } = await run.ended;
      expect([code, stderr]).toEqual([0, expect.stringContaining("Results: ")]);

      const status = site.start(["queue", "--json"], { ...env, ANNEAL_QUEUE_URL: address(secret) });
      const told = await status.ended;
      const found = queueSchema.parse(JSON.parse(told.stdout));
      expect(found).toMatchObject({
        queue: `rediss://localhost:${String(port)}`,
        fleets: [
          {
            member: { backends: [{ name: "cpu" }] },
            waiting: 0,
            active: 0,
            completed: 2,
            failed: 0,
          },
        ],
      });
      expect(found.fleets[0]!.workers).toHaveLength(1);

      const wrong = await site.start(["queue"], { ...env, ANNEAL_QUEUE_URL: address("wrong-one") })
        .ended;
      expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
      expect(wrong.stderr).toMatch(
        /^anneal-bench: cannot reach the queue at rediss:\/\/localhost:\d+: .*WRONGPASS.*\n$/,
      );
      const unknown = await site.start(["queue"], { ANNEAL_QUEUE_URL: address(secret) }).ended;
      expect(unknown.code).toBe(2);
      expect(unknown.stderr).toMatch(/cannot reach the queue at .*: .*certificate/);

      const cleared = await site.start(["queue", "--clear"], {
        ...env,
        ANNEAL_QUEUE_URL: address(secret),
      }).ended;
      expect(cleared.code).toBe(0);
      expect(cleared.stderr).toContain("2 trials taken out");
      expect(cleared.stdout).toContain("0 waiting, 0 active, 0 completed, 0 failed");

      const lines = [
        worker.log(),
        stdout,
        stderr,
        told.stdout,
        wrong.stderr,
        unknown.stderr,
        cleared.stdout,
      ];
      for (const text of [secret, encodeURIComponent(secret), "wrong-one"]) {
        expect(lines.join("\n")).not.toContain(text);
        expect(filesWith(text)).toBe("");
      }
    });
  },
);
