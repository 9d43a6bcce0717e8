import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { queueSchema } from "../../../src/execution/queue/status.ts";
import { freePort } from "../../freePort.ts";
import { hasRedis } from "./redis.ts";
import { Site } from "./site.ts";

const password = "p%:ss/w@rd 1";
const user = "bench";

const asModule = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;

let site: Site;
beforeEach(async () => {
  site = await Site.make();
});
afterEach(() => site.end());

/** Everything that the folder holds but the broker's own files. */
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

test("a broker that is away, or says nothing, ends every command with one line and exit code 2", async () => {
  const silent = createServer((socket) => socket.on("error", () => undefined));
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const ports = [
    [await freePort(), "ECONNREFUSED"],
    [(silent.address() as AddressInfo).port, "(it does not answer|timeout)"],
  ] as const;
  const commands: (readonly [string, readonly string[]])[] = [
    ["redis", ["queue"]],
    ["redis", ["run", "--out", "out"]],
    ["redis", ["work"]],
    ["postgres", ["queue"]],
  ];
  const secret = `${user}:${encodeURIComponent(password)}`;
  const ended = ports.flatMap(([port, reason]) =>
    commands.map(async ([protocol, args]) => {
      const url = `${protocol}://${secret}@127.0.0.1:${String(port)}/0`;
      // A process that its sockets keep alive would never end.
      const { code, stdout, stderr } = await site.start(args, { ANNEAL_QUEUE_URL: url }).ended;
      const shown = `${protocol}://127.0.0.1:${String(port)}/0`;
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toMatch(
        new RegExp(`^anneal-bench: cannot reach the queue at ${shown}: .*${reason}.*\\n$`),
      );
      expect(stderr).not.toContain("p%");
    }),
  );
  await Promise.all(ended);
  silent.close();
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

test.each([
  ["redis", "ioredis"],
  ["postgres", "pg"],
])(
  "without its packages, a queue at %s:// says what to install, with exit code 2",
  async (protocol, driver) => {
    // Node.js finds none of them, as where they were not installed.
    const hooks = `export const resolve = (name, context, next) => {
    if (!["bullmq", "ioredis", "pg"].includes(name)) return next(name, context);
    throw Object.assign(new Error("absent"), { code: "ERR_MODULE_NOT_FOUND" });
  };`;
    const preload = `import { register } from "node:module"; register(${JSON.stringify(asModule(hooks))});`;
    const env = { ANNEAL_QUEUE_URL: `${protocol}://127.0.0.1:1/0` };
    const ended = await site.start(["queue"], env, ["--import", asModule(preload)]).ended;
    expect(ended).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `anneal-bench: a queue needs two more packages: npm install bullmq ${driver}\n`,
    });
  },
);

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
        ...["--tls-port", String(port), "--aclfile", acl],
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
      const run = site.start(["run", "--backend", "wasm", "--seeds", "1", "--out", "out"], {
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
            member: { backends: [{ name: "wasm" }] },
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
