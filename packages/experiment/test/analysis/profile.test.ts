import { expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { profileOf } from "../../src/analysis/profile.ts";
import type { Analysis } from "../../src/analysis/schema.ts";
import { syntheticResults } from "../../src/synthetic/synthetic.ts";

const schedules = ["constant", "cosine", "step"];
const usual = analyse(syntheticResults({ schedules, seeds: 3, epochs: 3 }));

/** An analysis in which the trials took these steps to the target, seed by seed; `undefined`: there is no such trial. */
function steps(
  task: string,
  of: Readonly<Record<string, readonly (number | null | undefined)[]>>,
  more: Partial<Analysis["rules"]> = {},
): Analysis {
  return {
    ...usual,
    task: { ...usual.task, name: task },
    rules: { ...usual.rules, ...more },
    schedules: Object.entries(of).map(([name, own]) => ({
      ...usual.schedules[0]!,
      name,
      seeds: own.flatMap((stepsToTarget, index) =>
        stepsToTarget === undefined
          ? []
          : [{ ...usual.schedules[0]!.seeds[0]!, seed: index + 1, stepsToTarget }],
      ),
    })),
  };
}

test("over two tasks each seed of each is a problem", () => {
  const one = steps("one", { a: [100, 100], b: [200, null] });
  const two = steps("two", { a: [30, null], b: [10, null] });
  expect(profileOf([one, two])).toEqual({
    tasks: ["one", "two"],
    // The second seed of the second task, on which nobody reached the target, is none.
    problems: 3,
    ratios: [1, 2, 3, 4],
    limit: 4,
    schedules: [
      { name: "a", shares: [2 / 3, 2 / 3, 1, 1], score: (3 + 3 + 1) / 9 },
      { name: "b", shares: [1 / 3, 2 / 3, 2 / 3, 2 / 3], score: (2 + 0 + 3) / 9 },
    ],
  });
});

test("a schedule that one of the tasks lacks is left out, and a seed that one of the schedules lacks", () => {
  const one = steps("one", { a: [100, 50], b: [100, undefined], c: [10, 10] });
  const two = steps("two", { b: [10], a: [20] });
  const profile = profileOf([one, two])!;
  expect(profile.schedules.map(({ name }) => name)).toEqual(["a", "b"]);
  expect(profile.problems).toBe(2);
});

test("diverged trials are problems unsolved, or none where they are excluded", () => {
  const two = steps("two", { a: [20], b: [10] });
  const wrecked = (diverged: "counted" | "excluded"): Analysis => {
    const one = steps("one", { a: [100, 100], b: [50, null] }, { diverged });
    const [a, b] = one.schedules;
    const broken = b!.seeds.map((dot, index) =>
      index === 1 ? { ...dot, status: "diverged" as const } : dot,
    );
    return { ...one, schedules: [a!, { ...b!, seeds: broken }] };
  };
  expect(profileOf([wrecked("counted"), two])!.problems).toBe(3);
  expect(profileOf([wrecked("excluded"), two])!.problems).toBe(2);
});

const reached = steps("one", { a: [100], b: [50] });
test.each<[string, readonly Analysis[]]>([
  ["one task", [reached]],
  ["no task", []],
  [
    "tasks of which one has no target",
    [reached, steps("two", { a: [1], b: [2] }, { target: null })],
  ],
  ["tasks of which one's target nobody reached", [reached, steps("two", { a: [null], b: [null] })]],
  ["tasks with one schedule in common", [reached, steps("two", { a: [1], c: [2] })]],
  ["tasks without a trial", [reached, steps("two", { a: [], b: [] })]],
])("%s gives no profile", (_, analyses) => {
  expect(profileOf(analyses)).toBeNull();
});
