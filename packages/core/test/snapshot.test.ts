import { fingerprint } from "@anneal/core";
import type { Json, ScheduleSpec } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves, reactiveLeaves } from "./compositions.ts";

describe("fingerprint", () => {
  // 32-bit FNV-1a of the text on the right, worked out with big integers below.
  const fnv = (text: string): string => {
    let hash = 0x811c9dc5n;
    for (const character of text) {
      hash = ((hash ^ BigInt(character.codePointAt(0)!)) * 0x01000193n) % 2n ** 32n;
    }
    return hash.toString(16).padStart(8, "0");
  };

  test("is the published FNV-1a", () => {
    // From the test vectors of the hash's authors.
    expect([fnv(""), fnv("a"), fnv("foobar")]).toEqual(["811c9dc5", "e40c292c", "bf9cf968"]);
  });

  test.each<readonly [ScheduleSpec, string]>([
    [{ kind: "constant", value: 0.1 }, '{"kind":"constant","value":0.1}'],
    [{ value: 0.1, kind: "constant" }, '{"kind":"constant","value":0.1}'],
    [
      { kind: "x", b: [1, null, { d: true, c: "é" }] },
      '{"b":[1,null,{"c":"é","d":true}],"kind":"x"}',
    ],
    [{ kind: '"', "": ["0"] }, '{"":["0"],"kind":"\\""}'],
  ])("of %j", (spec, text) => {
    expect(fingerprint(spec)).toBe(fnv(text));
  });

  test("has eight digits, zeros in front included", () => {
    const short = Array.from({ length: 1000 }, (_, value) => ({ kind: "constant", value }));
    const prints = short.map(fingerprint);
    expect(prints.some((print) => print.startsWith("0"))).toBe(true);
    for (const print of prints) expect(print).toMatch(/^[0-9a-f]{8}$/);
    expect(new Set(prints).size).toBe(1000);
  });

  test("depends on nothing but the JSON", () => {
    const leaves = [...pureLeaves, ...reactiveLeaves];
    const reversed = (value: Json): Json =>
      Array.isArray(value)
        ? value.map(reversed)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([key, item]) => [key, reversed(item)]),
            )
          : value;
    fc.assert(
      fc.property(composition({ depth: 2, leaves }), ({ spec }) => {
        expect(fingerprint(reversed(spec) as ScheduleSpec)).toBe(fingerprint(spec));
      }),
    );
  });

  test("refuses what is nested without an end", () => {
    const circular: Record<string, unknown> = { kind: "x" };
    circular["schedule"] = circular;
    expect(() => fingerprint(circular as ScheduleSpec)).toThrow(TypeError);
  });

  test.each([undefined, Symbol("s"), () => 1, 1n])("refuses %s, which is no JSON", (spec) => {
    expect(() => fingerprint(spec as unknown as ScheduleSpec)).toThrow(
      "@anneal/core: snapshot: it must be plain JSON, got",
    );
  });
});
