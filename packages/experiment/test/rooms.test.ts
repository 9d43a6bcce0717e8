import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";

const source = join(import.meta.dirname, "../src");
const files = readdirSync(source, { recursive: true })
  .map((file) => String(file).replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts"));

const roomOf = (file: string): string => file.split("/")[0]!;

/** What a file imports of its own package. */
const importsOf = (file: string): readonly string[] =>
  [...readFileSync(join(source, file), "utf8").matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(
    ([, path]) => posix.join(posix.dirname(file), path!),
  );

/** Leaves out, time after time, what uses nothing that is left: what stays is on a circle or uses one. */
function circle(names: readonly string[], usesOf: (name: string) => readonly string[]): string[] {
  let left = [...new Set(names)];
  for (;;) {
    const next = left.filter((name) => usesOf(name).some((used) => left.includes(used)));
    if (next.length === left.length) return left;
    left = next;
  }
}

test("no file is on a circle of files", () => {
  expect(files.flatMap(importsOf).filter((path) => !files.includes(path))).toEqual([]);
  expect(circle(files, importsOf)).toEqual([]);
});

test("no room is on a circle of rooms", () => {
  const usesOf = (room: string): readonly string[] =>
    files
      .filter((file) => roomOf(file) === room)
      .flatMap(importsOf)
      .map(roomOf)
      .filter((used) => used !== room);
  expect(circle(files.map(roomOf), usesOf)).toEqual([]);
});
