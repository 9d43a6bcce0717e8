import { describe, expect, test } from "vitest";
import { parseArguments } from "../src/syntax/arguments.ts";

describe("the arguments of a command", () => {
  test.each<readonly [string, object]>([
    [
      "python train.py --lr 1e-4 --fp16 --betas 0.9 0.98",
      { lr: "1e-4", fp16: true, betas: ["0.9", "0.98"] },
    ],
    ["--lr=1e-4 positional --b", { lr: "1e-4", b: true }],
    ["train \\\n  --a 1 \\\n  # a comment --x 3\n  --b '2 3'", { a: "1", b: "2 3" }],
    [
      'LR=0.5\nOTHER="x y"\ntrain --lr $LR --name "${OTHER}" --path $HOME',
      { lr: "0.5", name: "x y", path: "$HOME" },
    ],
    [
      'ARGS="\n  --lr 0.1 \\\n  --style cosine\n"\ntrain $ARGS --c 3',
      { lr: "0.1", style: "cosine", c: "3" },
    ],
    ["ARGS=(\n--lr 0.1\n--min-lr 0.01)\n", { lr: "0.1", "min-lr": "0.01" }],
    ["--a -1 --b -x 3 | tee log", { a: "-1", b: true }],
    ['--a="1 2"', { a: "1 2" }],
    ["--a \\'1", { a: "'1" }],
    ["--a '", { a: "'" }],
    ["--a 1 --a 2", { a: "2" }],
  ])("%s", (text, expected) => {
    expect(parseArguments("the text", text)).toEqual(expected);
  });

  test("none is an error", () => {
    expect(() => parseArguments("the text", "echo hello")).toThrow(
      "the text holds no arguments: they are written as --key value",
    );
  });

  test("a variable of any length is not multiplied", () => {
    const text = `A=${"x".repeat(201)}\n--a $A`;
    expect(parseArguments("the text", text)).toEqual({ a: "$A" });
  });
});
