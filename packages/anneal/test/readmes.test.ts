import { readFileSync } from "node:fs";
import { compileFunction } from "node:vm";
import { childOf, isReactive, lint, nextOf } from "@anneal/core";
import type { Composable, Finding, Kind } from "@anneal/core";
import { transformSync } from "esbuild";
import { expect, test } from "vitest";
import * as anneal from "../src/index.ts";

type Call = (...values: unknown[]) => unknown;

const isSchedule = (value: unknown): value is Composable =>
  isReactive(value) || (typeof value === "function" && "end" in value);

/** Every schedule that some code makes, but for those that become a part of another one. */
function schedulesOf(code: string): Composable[] {
  const made = new Set<Composable>();
  const take = (value: unknown): void => {
    if (isSchedule(value)) made.delete(value);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(take);
  };
  const recorded = (factory: Call): Call =>
    Object.assign((...values: unknown[]) => {
      const schedule = factory(...values);
      take(values);
      if (isSchedule(schedule)) made.add(schedule);
      return schedule;
    }, factory);
  const scope = Object.entries(anneal).map(
    ([name, value]) =>
      [
        name,
        typeof value === "function" && "kind" in value ? recorded(value as Call) : value,
      ] as const,
  );
  // In a block, so that it may use the names of ours for its own.
  const run = compileFunction(
    `{ ${code} }`,
    scope.map(([name]) => name),
  ) as Call;
  run(...scope.map(([, value]) => value));
  return [...made];
}

/** The step after which nothing happens any more, if there is one. */
function lastEventOf(schedule: Composable): number | undefined {
  const node = childOf(schedule);
  let last = 0;
  for (let left = 100; left > 0; left--) {
    const event = nextOf(node, last);
    if (event === Infinity) return last || undefined;
    last = event;
  }
  return undefined;
}

/** What is wrong with it in a run of the length that it is made for. */
function findingsOf(schedule: Composable): readonly Finding[] {
  const { end } = childOf(schedule);
  const last = Math.ceil(end);
  // The last value may be one to be used, as that of a sweep. What has no end is for a long run, unless its parts are over.
  const lengths =
    end > 0 && end < Infinity ? [last, last + 1] : [1000, lastEventOf(schedule) ?? 1000];
  const found = lengths.map((steps) => lint(schedule, { steps }));
  return found.find(({ length }) => length === 0) ?? found[0]!;
}

const families = [
  "step",
  "exponential",
  "polynomial",
  "cosine",
  "cyclic",
  "transformer",
  "warmup",
  "plateau",
];

const fileOf = (folder: string, name: string): string =>
  readFileSync(new URL(`../../${folder}/${name}`, import.meta.url), "utf8");

test.each(["core", ...families, "anneal"])(
  "lint finds nothing in the schedules of the README of %s",
  (folder) => {
    const fences = [...fileOf(folder, "README.md").matchAll(/^```ts\n([\s\S]*?)^```/gm)];
    const schedules = fences.flatMap(([, fence = ""]) => {
      // This one shows what it finds.
      if (fence.includes("lint(")) return [];
      const body = fence
        .replace(/^import [\s\S]*?;$/gm, "")
        // What throws makes no schedule.
        .replace(/^.*\/\/ throws .*$/gm, "");
      return schedulesOf(transformSync(body, { loader: "ts" }).code);
    });
    expect(schedules.length).toBeGreaterThan(0);
    const wrong = schedules.map((schedule) => [
      JSON.stringify(schedule),
      ...findingsOf(schedule).map(({ message }) => message),
    ]);
    expect(wrong.filter(({ length }) => length > 1)).toEqual([]);
  },
);

/** What a package exports, types aside. */
const exportsOf = (folder: string): string[] =>
  [...fileOf(folder, "src/index.ts").matchAll(/^export \{([^}]*)\}/gm)].flatMap(
    ([, names = ""]) => names.match(/\w+/g) ?? [],
  );

test.each(["core", ...families])("the README of %s names everything that it exports", (folder) => {
  const readme = fileOf(folder, "README.md");
  const missing = exportsOf(folder).filter((name) => !new RegExp(`\\b${name}\\b`).test(readme));
  expect(missing).toEqual([]);
});

test("the README of anneal names every kind", () => {
  const readme = fileOf("anneal", "README.md");
  const names = Object.entries(anneal).flatMap(([name, value]) =>
    typeof value === "function" && "kind" in value ? [name] : [],
  );
  expect(names.length).toBeGreaterThan(0);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(readme))).toEqual([]);
});

test.each(families)("the README of %s has every option of what it exports", (folder) => {
  const readme = fileOf(folder, "README.md");
  const options = exportsOf(folder).flatMap((name) => {
    const { options } = anneal[name as keyof typeof anneal] as Kind;
    return Object.keys(options!).map((option) => [name, option] as const);
  });
  expect(options.length).toBeGreaterThan(0);
  // In a table, or in a sentence about it.
  expect(options.filter(([, option]) => !readme.includes(`\`${option}\``))).toEqual([]);
});

test.each(families)("the README of %s claims the size that is checked", (folder) => {
  const claimed = /at most ([\d.]+) kB/.exec(fileOf(folder, "README.md").replace(/\s+/g, " "))?.[1];
  const manifest = JSON.parse(fileOf(folder, "package.json")) as {
    readonly "size-limit": readonly { readonly limit: string }[];
  };
  const limits = manifest["size-limit"].map(
    ({ limit }) => parseFloat(limit) / (limit.endsWith("kB") ? 1 : 1000),
  );
  expect(Number(claimed)).toBe(Math.ceil(Math.max(...limits) * 10) / 10);
});
