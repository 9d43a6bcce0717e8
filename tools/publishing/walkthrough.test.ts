import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { follow, missingLine } from "./walkthrough.ts";

describe("what a page shows of an output", () => {
  const output = "one 1.5 s\ntwo\n  three (3)\n";

  test.each([
    ["all of it", output],
    ["some lines", "two"],
    ["a line with something left out", "one … s\n…\n… (3)"],
  ])("%s is there", (_, shown) => {
    expect(missingLine(shown, output)).toBeUndefined();
  });

  test.each([
    ["a line that is not there", "four", "four"],
    ["a part of a line", "one", "one"],
    ["lines in another order", "two\none 1.5 s", "one 1.5 s"],
    ["one line twice", "two\ntwo", "two"],
    ["a dot for any letter", "one 1.5 .", "one 1.5 ."],
  ])("%s is missed", (_, shown, missing) => {
    expect(missingLine(shown, output)).toBe(missing);
  });
});

describe.skipIf(process.platform === "win32")("a page is followed", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "anneal-walkthrough-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const installed: string[] = [];
  const install = (_: string, names: readonly string[]) => {
    installed.push(...names);
    return Promise.resolve();
  };
  const block = (language: string, ...lines: readonly string[]) =>
    `\`\`\`${language}\n${lines.join("\n")}\n\`\`\`\n`;

  test("files are written, commands run, what they print on both outputs is compared", async () => {
    const page = [
      block("ts", "// say.mjs", 'console.log("said");', 'console.error("meant");'),
      block("sh", "node say.mjs", "WORD=again node -p process.env.WORD", "exit 4 # exit code 4"),
      block("text", "said", "meant", "ag…"),
      block("ts", "no file"),
    ].join("\nProse.\n");
    expect(await follow(page, folder, install)).toBe(3);
    expect(readFileSync(join(folder, "say.mjs"), "utf8")).toMatch(/^\/\/ say\.mjs\n/);
    expect(installed).toEqual([]);
  });

  test.each([
    [block("sh", "exit 3"), "line 2: Error: exit 3: the page says exit code 0, got 3:"],
    [block("sh", "true # exit code 4"), "line 2: Error: true: the page says exit code 4, got 0:"],
    [block("sh", "echo one") + block("text", "two"), "line 5: the page shows\ntwo\n"],
  ])("what is not as the page says is an error", async (page, message) => {
    await expect(follow(page, folder, install)).rejects.toThrow(message);
  });

  test("what a page installs is not looked for in the registry", async () => {
    const page = block("sh", "npm install --save-dev one two", "touch done");
    const asked: string[] = [];
    await expect(
      follow(page, folder, (_, names) => {
        asked.push(...names);
        return Promise.resolve();
      }),
    ).rejects.toThrow("ENOENT");
    expect(asked).toEqual(["one", "two"]);
    expect(existsSync(join(folder, "done"))).toBe(false);
  });
});
