import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("publish.ts", import.meta.url));

/** Publishes a package with an npm that answers like this, in place of the one of this machine. */
async function publish(npm: string): Promise<{ stdout: string; stderr: string; code?: number }> {
  const folder = mkdtempSync(join(tmpdir(), "anneal-publish-"));
  mkdirSync(join(folder, "package"));
  writeFileSync(join(folder, "package/package.json"), '{ "name": "mine", "version": "1.2.0" }');
  writeFileSync(join(folder, "npm"), `#!/bin/sh\n${npm}\n`, { mode: 0o755 });
  const given = ["--import", "tsx", program, join(folder, "package")];
  const environment = { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
  return promisify(execFile)(process.execPath, given, { env: environment }).catch(
    (error: unknown) => error as { stdout: string; stderr: string; code: number },
  );
}

/** What `npm view` answers, as JSON to its output and in words to its error output. */
const absent = `[ "$1" = publish ] && exit 0; echo '{"error":{"code":"E404"}}'; echo 'npm error 404' >&2; exit 1`;

test("a package that the registry has never seen is published, and its absence is no error in the log", async () => {
  expect(await publish(absent)).toMatchObject({ stdout: "mine@1.2.0\n", stderr: "" });
});

test("a version that the registry has is left alone", async () => {
  const there = `[ "$1" = publish ] && exit 9; echo '["1.1.0","1.2.0"]'`;
  expect(await publish(there)).toMatchObject({ stdout: "", stderr: "" });
});

test("a registry that does not answer is an error with what npm said", async () => {
  const lost = `echo '{"error":{"code":"ECONNREFUSED"}}'; echo 'npm error no answer' >&2; exit 1`;
  const { stdout, stderr, code } = await publish(lost);
  expect([stdout, code]).toEqual(["", 1]);
  expect(stderr).toContain("npm error no answer");
});
