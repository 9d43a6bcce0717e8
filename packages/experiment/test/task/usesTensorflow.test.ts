import { runInThisContext } from "node:vm";
import { expect, test } from "vitest";
import { usesTensorflow } from "../../src/task/usesTensorflow.ts";
import type { LoopTask } from "../../src/task/task.ts";

type Train = LoopTask["train"];

/** A loop as somebody may write it, also in ways that a linter does not like. */
const written = (text: string): Train => runInThisContext(`(${text})`) as Train;

test.each<[string, boolean, Train]>([
  ["takes what it names", false, async ({ report }) => report({ training: { loss: 1 } })],
  ["takes nothing", false, () => Promise.resolve()],
  [
    "is bound, so that its text is hidden",
    true,
    ((): Promise<void> => Promise.resolve()).bind(null),
  ],
  ...(
    [
      ["async ({ schedule, epochs, report }) => {}", false],
      ["async({schedule,})=>1", false],
      ["({ schedule: clock }) => clock", false],
      ["({}) => 1", false],
      ["() => 1", false],
      ["function () {}", false],
      ["async function train({ seed }) { return { tf: seed } }", false],
      ["{ async train({ seed, report }) {} }.train", false],
      ["({ tf, report }) => tf", true],
      ["({ report, tf: tensorflow }) => tensorflow", true],
      ["(context) => context.report", true],
      ["context => context.report", true],
      ["(...all) => all", true],
      ["({ schedule, ...rest }) => rest", true],
      ["({ epochs = arguments[0].tf }) => epochs", true],
      ["({ schedule: { value } }) => value", true],
    ] as const
  ).map(([text, uses]): [string, boolean, Train] => [text, uses, written(text)]),
])("%s: %j", (_, uses, train) => {
  expect(usesTensorflow({ train })).toBe(uses);
});
