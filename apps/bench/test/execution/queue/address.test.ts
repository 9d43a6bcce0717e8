import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { queueAddress } from "../../../src/execution/queue/address.ts";

const folder = mkdtempSync(join(tmpdir(), "anneal-address-"));
afterAll(() => rmSync(folder, { recursive: true }));

const form =
  "an address is redis://host:6379, rediss://user:password@host:6379 or postgres://user:password@host/database";

describe("an address", () => {
  test.each([
    ["redis://host", "redis://host"],
    ["redis://host:6380/2", "redis://host:6380/2"],
    ["redis://[::1]:6379/", "redis://[::1]:6379"],
    ["rediss://user:p%40ss%3A%25@host:6379", "rediss://host:6379"],
    ["postgres://user:secret@host:5432/bench", "postgres://host:5432/bench"],
    ["postgresql://host/bench?sslmode=require", "postgresql://host/bench"],
  ])("%s is shown as %s, without what is secret", (text, shown) => {
    expect(queueAddress(undefined, { ANNEAL_QUEUE_URL: text })?.shown).toBe(shown);
  });

  test.each([
    ["nonsense p4ss", `ANNEAL_QUEUE_URL is no address; ${form}`],
    ["http://host:p4ss@x", `ANNEAL_QUEUE_URL begins with http://, which is no queue; ${form}`],
    ["redis://", `ANNEAL_QUEUE_URL names no host; ${form}`],
    [
      "redis://:p4ss@host/name",
      `ANNEAL_QUEUE_URL has a path that is not the number of a database; ${form}`,
    ],
  ])("%s is refused without being repeated", (text, message) => {
    expect(() => queueAddress(undefined, { ANNEAL_QUEUE_URL: text })).toThrow(
      expect.objectContaining({ name: "BenchmarkError", kind: "usage", message }),
    );
  });
});

test("the flag wins over the variable, the variable over the file, and an empty one is none", () => {
  const file = join(folder, "secret");
  writeFileSync(file, "redis://from-file\n");
  const from = (flag: string | undefined, environment: NodeJS.ProcessEnv) =>
    queueAddress(flag, environment)?.shown;
  const both = { ANNEAL_QUEUE_URL: "redis://from-variable", ANNEAL_QUEUE_URL_FILE: file };
  expect(from("redis://from-flag", { ...both })).toBe("redis://from-flag");
  expect(from(undefined, { ...both })).toBe("redis://from-variable");
  expect(from(undefined, { ANNEAL_QUEUE_URL: "", ANNEAL_QUEUE_URL_FILE: file })).toBe(
    "redis://from-file",
  );
  expect(from(undefined, { ANNEAL_QUEUE_URL: "", ANNEAL_QUEUE_URL_FILE: "" })).toBe(undefined);
  expect(from(undefined, {})).toBe(undefined);
  expect(() => from(undefined, { ANNEAL_QUEUE_URL_FILE: join(folder, "absent") })).toThrow(
    "cannot read ANNEAL_QUEUE_URL_FILE: ENOENT",
  );
});

test("no process that is started later has the address in its environment", () => {
  const environment = { ANNEAL_QUEUE_URL: "redis://host", ANNEAL_QUEUE_URL_FILE: "x", OTHER: "1" };
  queueAddress(undefined, environment);
  expect(environment).toEqual({ OTHER: "1" });
});

test("a password is refused where the list of processes shows it", () => {
  expect(() => queueAddress("redis://:p4ss@host", {})).toThrow(
    "--queue has a password, which every user of this machine sees in the list of processes: give the address as " +
      "ANNEAL_QUEUE_URL, or in a file that ANNEAL_QUEUE_URL_FILE names",
  );
  // A name alone is no secret.
  expect(queueAddress("redis://user@host", {})?.shown).toBe("redis://host");
});
