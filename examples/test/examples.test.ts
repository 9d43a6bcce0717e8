import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

const commandOf = (script: string): string[] => [
  ...["--conditions=@anneal/source", "--import", "tsx"],
  `src/${script}.ts`,
];

/** What a script writes, in a process of its own. */
async function run(script: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, commandOf(script), {
    cwd: root,
    timeout: 90_000,
  });
  return stdout
    .trim()
    .split("\n")
    .filter((line) => !line.startsWith("="));
}

test("README.md shows the commands that these tests and those of pages and tasks run", () => {
  const readme = readFileSync(`${root}README.md`, "utf8");
  const [node, vite, bench] = /^```sh\n([^]*?)^```$/m.exec(readme)![1]!.split("\n");
  expect(node).toBe(`node ${commandOf("node").join(" ")}`);
  for (const line of [vite, bench]) {
    const files = line!.split(" ").filter((word) => /\.ts$/.test(word));
    expect(files.filter((file) => !existsSync(root + file))).toEqual([]);
  }
});

describe("in Node", { timeout: 100_000 }, () => {
  test("node.ts trains, and the rate rises and falls", async () => {
    const lines = await run("node");
    expect(lines).toHaveLength(20);
    const rates = lines.map((line) => Number(/lr (\S+)/.exec(line)![1]));
    expect(rates[0]).toBeCloseTo(0.05, 2);
    for (let epoch = 2; epoch < 20; epoch++) expect(rates[epoch]).toBeLessThan(rates[epoch - 1]!);
    expect(Number(/val_acc (\S+)/.exec(lines[19]!)![1])).toBeGreaterThan(0.9);
  });

  test("loop.ts counts updates, not batches", async () => {
    const lines = await run("loop");
    expect(lines.map((line) => line.replace(/ {2}loss .*/, ""))).toEqual([
      "20 updates of 80 batches  next lr 0.3750",
      "40 updates of 160 batches  next lr 0.1250",
      "60 updates of 240 batches  next lr 0.0000",
    ]);
  });

  test("resume.ts goes on to the last bit", async () => {
    expect(await run("resume")).toEqual(["resumed at update 30", "equal to the last bit: true"]);
  });

  test("plateau.ts reduces, and stops at the floor", async () => {
    const lines = await run("plateau");
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^epoch \d+: \S+ -> \S+$/);
    expect(lines.at(-1)).toMatch(/^\d+ epochs, the last at 0\.0100$/);
  });
});
