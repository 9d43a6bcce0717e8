import { syntheticResults } from "@anneal/experiment/synthetic";
import { expect, test } from "vitest";
import { renderCsv } from "../../src/report/csv.ts";

/** The fields of a file of RFC 4180, character by character. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let field = "";
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index]!;
    const next = text[index + 1];
    if (quoted && character === '"' && next === '"') {
      field += '"';
      index++;
    } else if (character === '"') quoted = !quoted;
    else if (quoted || (character !== "," && !(character === "\r" && next === "\n"))) {
      field += character;
    } else {
      rows.at(-1)!.push(field);
      field = "";
      if (character === ",") continue;
      rows.push([]);
      index++;
    }
  }
  expect(field).toBe("");
  expect(rows.pop()).toEqual([]);
  return rows;
}

test("every epoch has a line, and the last one the figures of the end", () => {
  const results = syntheticResults({
    schedules: ["constant", "cosine"],
    seeds: 3,
    epochs: 4,
    diverged: ["cosine:2"],
    failed: ["constant:3"],
  });
  const [head, ...rows] = readCsv(renderCsv(results));
  const records = rows.map((row) => {
    expect(row).toHaveLength(head!.length);
    return Object.fromEntries(head!.map((title, index) => [title, row[index]!]));
  });
  // Six trials: four with four epochs, one with three, one line for the failure.
  expect(records).toHaveLength(4 * 4 + 3 + 1);
  const first = results.trials[0]!;
  if (first.status === "failed") throw new Error("the first trial is not meant to fail");
  const own = records.filter(({ trial }) => trial === first.key);
  expect(own.map(({ epoch }) => epoch)).toEqual(["1", "2", "3", "4"]);
  expect(own.map((record) => Number(record["validation_accuracy"]))).toEqual(
    first.epochs.map(({ validation }) => validation.accuracy),
  );
  expect(own.map((record) => record["test_accuracy"])).toEqual([
    "",
    "",
    "",
    String(first.test!.accuracy),
  ]);
  expect(records.filter(({ status }) => status === "failed")).toMatchObject([
    { schedule: "constant", seed: "3", epoch: "", test_accuracy: "" },
  ]);
  const diverged = records.filter(({ status }) => status === "diverged");
  expect(diverged.map((record) => record["training_loss"] === "")).toEqual([false, false, true]);
});

test.each([
  ["a,b", "a,b"],
  ['say "x"', 'say "x"'],
  ["two\r\nlines", "two\r\nlines"],
  // A spreadsheet must not compute a name.
  ["=1+1", "'=1+1"],
  ["-x", "'-x"],
  ["@x", "'@x"],
])("the name %j is the field %j", (name, expected) => {
  const [, row] = readCsv(renderCsv(syntheticResults({ schedules: [name], seeds: 1, epochs: 1 })));
  expect(row![1]).toBe(expected);
});
