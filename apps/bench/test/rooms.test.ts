import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

test("everything but the two ways in lies in a room", () => {
  const files = readdirSync(join(import.meta.dirname, "../src"), { withFileTypes: true });
  const atTheRoot = files.filter((entry) => entry.isFile()).map(({ name }) => name);
  expect(atTheRoot.sort()).toEqual(["cli.ts", "index.ts"]);
});
