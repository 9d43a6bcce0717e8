import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { expect, test } from "vitest";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const orphan = JSON.stringify(
  fileURLToPath(new URL("../../src/execution/orphan.ts", import.meta.url)),
);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a process whose parent was killed ends in the middle of a call that does not return", async () => {
  const child = `
    import { endWithParent } from ${orphan};
    endWithParent();
    process.stdout.write(String(process.pid), () => { for (;;); });`;
  const args = ["--conditions=@anneal/source", "--import", tsx, "--input-type=module", "--eval"];
  const parent = spawn(
    process.execPath,
    [
      "--eval",
      `const { spawn } = require("node:child_process");
       spawn(process.execPath, ${JSON.stringify([...args, child])}, { stdio: "inherit" });`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once("data", (text: Buffer) => resolve(Number(String(text))));
  });
  expect(isAlive(pid)).toBe(true);
  parent.kill("SIGKILL");
  try {
    while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  }
});
