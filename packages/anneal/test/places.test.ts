import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kinds, parse } from "../src/index.ts";
import type { Json, Kind, Path, Place } from "../src/index.ts";
import { anySchedule } from "./random.ts";

interface Found {
  readonly path: Path;
  readonly kind: Kind;
  readonly node: Record<string, Json>;
}

const known = new Map(kinds.map((kind) => [kind.kind, kind]));

/** Every place of a spec at which a kind with options stands. */
function* placesIn(value: Json, path: Path = []): Generator<Found> {
  if (typeof value !== "object" || value === null) return;
  const node = value as Record<string, Json>;
  for (const [key, item] of Object.entries(node)) {
    yield* placesIn(item, [...path, Array.isArray(value) ? Number(key) : key]);
  }
  const kind = known.get(node["kind"] as string);
  if (kind?.create) yield { path, kind, node };
}

/** Where `parse` finds that a spec is wrong; `undefined` if it is not. */
function wrongAt(spec: Json): Path | undefined {
  try {
    parse(spec);
    return undefined;
  } catch (error) {
    expect(error).toSatisfy(
      (thrown) => thrown instanceof RangeError || thrown instanceof TypeError,
    );
    return ((error as Error).cause as Place).path;
  }
}

describe("an error of parse has the path of what is wrong", () => {
  const met = new Set<string>();

  test("of every kind and option, wherever it stands", () => {
    fc.assert(
      fc.property(anySchedule(2), fc.nat(), ({ spec }, choice) => {
        // A function of the tests alone is none of the kinds.
        if (JSON.stringify(spec).includes("testing/dampened")) return;
        const copy = structuredClone(spec) as Json;
        const places = [...placesIn(copy)];
        const { path, kind, node } = places[choice % places.length]!;
        node["unknownOption"] = 1;
        expect(wrongAt(copy)).toEqual([...path, "unknownOption"]);
        delete node["unknownOption"];
        for (const option of Object.keys(kind.options!)) {
          const { [option]: right } = node;
          // No option is an empty object but those that `vary` hands on.
          node[option] = kind.kind === "vary" && option === "options" ? 1 : {};
          expect(wrongAt(copy)).toEqual([...path, option]);
          met.add(`${kind.kind}.${option}`);
          if (right === undefined) Reflect.deleteProperty(node, option);
          else node[option] = right;
        }
        expect(wrongAt(copy)).toBe(undefined);
      }),
      { numRuns: 1500 },
    );
  }, 60_000);

  test("none was left out", () => {
    const all = kinds.flatMap(({ kind, options = {} }) =>
      Object.keys(options).map((option) => `${kind}.${option}`),
    );
    // A function inside `map` has a name of its own there.
    expect(all.filter((name) => !met.has(name) && !name.startsWith("map."))).toEqual([]);
  });
});
