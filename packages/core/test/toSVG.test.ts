import { cosineCurve, noise, ramp, repeat, sequence, simulate, toSVG } from "@anneal/core";
import type { Plot } from "@anneal/core";
import { composition } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pureLeaves, reactiveLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

/** Fails unless every tag is closed in its order, every attribute quoted and every ampersand an entity. */
function expectWellFormed(text: string): void {
  const open: string[] = [];
  const rest = text.replace(
    /<(\/?)(\w+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g,
    (_tag, end: string, name: string, _attributes, empty: string) => {
      if (end) expect(open.pop()).toBe(name);
      else if (!empty) open.push(name);
      return "";
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
  expect(text).not.toMatch(/&(?!amp;|lt;|gt;|quot;)/);
  // XML has no control characters.
  // eslint-disable-next-line no-control-regex -- they are what must not be there
  expect(text).not.toMatch(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/);
}

/** The points of every line. */
const linesOf = (svg: string): (readonly [number, number])[][] =>
  [...svg.matchAll(/class="l l\d"[^>]* d="M([^"]*L[^"]*)"/g)].map((match) =>
    match[1]!.split("L").map((point) => point.split(" ").map(Number) as [number, number]),
  );

const falling = ramp({ from: 0.1, to: 0, steps: 100 });

test("a straight line has two points, on the axes", () => {
  const [[first, last], ...others] = linesOf(toSVG(falling, { steps: 100 })) as [
    [[number, number], [number, number]],
  ];
  expect(others).toEqual([]);
  expect(first[1]).toBe(38);
  expect(last).toEqual([624, 240]);
});

test("a curve is drawn to a tenth of a pixel", () => {
  const schedule = ramp({ from: 0.1, to: 0, steps: 100, curve: cosineCurve });
  const line = linesOf(toSVG(schedule, { steps: 100, width: 1000, height: 500 }))[0]!;
  const left = line[0]![0];
  expect(line.length).toBeGreaterThan(20);
  for (const [x, y] of line) {
    const step = (100 * (x - left)) / (984 - left);
    expect(Math.abs(460 - ((460 - 38) * schedule(Math.min(100, step))) / 0.1 - y)).toBeLessThan(
      0.6,
    );
  }
});

describe("a jump is a vertical line at its step", () => {
  test.each<readonly [string, Plot, number, readonly number[]]>([
    ["of a sequence", sequence([{ schedule: 0.1, steps: 30 }, 0.05]), 100, [30]],
    ["at a fraction", sequence([{ schedule: 0.1, steps: 33.3 }, 0.05]), 100, [33.3]],
    ["of rounds", repeat({ steps: 25 }, ramp({ from: 1, to: 0, steps: 25 })), 100, [25, 50, 75]],
    ["of a list", [3, 3, 1], 4, [2]],
    ["of none", 0.1, 100, []],
  ])("%s", (_name, schedule, steps, jumps) => {
    const line = linesOf(toSVG(schedule, { steps, width: 1000 }))[0]!;
    const left = line[0]![0];
    const found = line.filter(
      ([x, y], index) =>
        index > 0 && x === line[index - 1]![0] && Math.abs(y - line[index - 1]![1]) > 1,
    );
    expect(found.length).toBe(jumps.length);
    found.forEach(([x], index) => {
      expect(x).toBeCloseTo(left + ((984 - left) * jumps[index]!) / steps, 0);
    });
  });
});

test("more events than pixels are not drawn one by one", () => {
  const dense = repeat({ steps: 1 }, ramp({ from: 1, to: 0, steps: 1 }));
  const svg = toSVG(dense, { steps: 100_000, width: 200 });
  expectWellFormed(svg);
  expect(svg.length).toBeLessThan(10_000);
});

test("is told to a screen reader", () => {
  const svg = toSVG(falling, { steps: 50, title: "Cool down" });
  const [, title, description] = /aria-labelledby="(\S+) (\S+)"/.exec(svg)!;
  expect(svg).toContain('role="img"');
  expect(svg).toContain(`<title id="${title!}">Cool down</title>`);
  expect(svg).toContain(
    `<desc id="${description!}">Learning rate over 50 steps; from 0.1 to 0.051 at the last update, 0.05 after it, highest 0.1.</desc>`,
  );
});

test("several lines have names, dashes and a legend", () => {
  const { values } = simulate(halving({ schedule: 0.1 }), [1, 2, 3]);
  const svg = toSVG({ "a < b": falling, simulated: values }, { steps: 3 });
  expectWellFormed(svg);
  expect(linesOf(svg)).toHaveLength(2);
  expect(svg).toContain(">a &lt; b</text>");
  expect(svg).toContain(">simulated</text>");
  expect(svg).toContain(
    "a &lt; b: from 0.1 to 0.098 at the last update, 0.097 after it, highest 0.1; simulated: from 0.1 to 0.05 at the last update, 0.05 after it, highest 0.1.",
  );
  expect([...svg.matchAll(/class="l l1" stroke-dasharray="7 4"/g)]).toHaveLength(2);
});

test("text is escaped, and what XML does not have is replaced", () => {
  const svg = toSVG(0.1, { steps: 1, title: `<&">\u0001\ud800\uffff𝛼` });
  expectWellFormed(svg);
  expect(svg).toContain("<title id=");
  expect(svg).toContain(">&lt;&amp;&quot;&gt;\ufffd\ufffd\ufffd𝛼</title>");
});

test.each<readonly [string, Plot, number, string[]]>([
  [
    "small rates",
    0.0003,
    12_345,
    [
      "0",
      "0.00005",
      "0.0001",
      "0.00015",
      "0.0002",
      "0.00025",
      "0.0003",
      "0",
      "2000",
      "4000",
      "6000",
      "8000",
      "10000",
      "12000",
    ],
  ],
  ["no rate", 0, 3, ["0", "0.2", "0", "1", "2", "3"]],
  ["a step", 1, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1", "0", "1"]],
])("has round numbers for %s", (_name, schedule, steps, expected) => {
  const svg = toSVG(schedule, { steps });
  expect([...svg.matchAll(/class="n"[^>]*>([^<]*)</g)].map((match) => match[1])).toEqual(expected);
});

test("follows the reader's theme", () => {
  const svg = toSVG(0.1, { steps: 1 });
  expect(svg).toContain("prefers-color-scheme:dark");
  expect(svg).toContain("currentColor");
});

test("plots on one page do not share their ids, and the same one is the same text", () => {
  const id = (svg: string): string => /id="(\S+)-t"/.exec(svg)![1]!;
  expect(id(toSVG(0.1, { steps: 1 }))).not.toBe(id(toSVG(0.2, { steps: 1 })));
  expect(id(toSVG(0.1, { steps: 1 }))).not.toBe(id(toSVG(0.1, { steps: 1, title: "other" })));
  expect(toSVG(0.1, { steps: 1 })).toBe(toSVG(0.1, { steps: 1 }));
});

test("whatever is drawn is well-formed and within its frame", () => {
  const leaves = [...pureLeaves, ...reactiveLeaves];
  const schedules = fc.dictionary(fc.string(), composition({ depth: 2, leaves }), {
    minKeys: 1,
    maxKeys: 6,
  });
  fc.assert(
    fc.property(
      schedules,
      fc.string({ minLength: 1 }),
      fc.integer({ min: 1, max: 500 }),
      (plot, title, steps) => {
        const svg = toSVG(plot, { steps, title });
        expectWellFormed(svg);
        const lines = linesOf(svg);
        expect(lines).toHaveLength(Object.keys(plot).length);
        for (const [x, y] of lines.flat()) {
          expect(x >= 0 && x <= 624 && y >= 37.9 && y <= 240).toBe(true);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
  [
    "no line",
    () => toSVG({}, { steps: 1 }),
    TypeError,
    "or an object of up to six of these by name, got (object)",
  ],
  [
    "seven lines",
    () => toSVG({ a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, { steps: 1 }),
    TypeError,
    "or an object of up to six of these by name",
  ],
  [
    "words",
    () => toSVG({ a: "1" } as never, { steps: 1 }),
    TypeError,
    "or an object of up to six of these by name",
  ],
  ["a list of words", () => toSVG(["1"] as never, { steps: 1 }), TypeError, 'got ["1"]'],
  [
    "a narrow frame",
    () => toSVG(1, { steps: 1, width: 199 }),
    RangeError,
    "width must be an integer from 200 to 10000, got 199",
  ],
  [
    "a low frame",
    () => toSVG(1, { steps: 1, height: 100.5 }),
    RangeError,
    "height must be an integer from 120 to 10000, got 100.5",
  ],
  [
    "an empty title",
    () => toSVG(1, { steps: 1, title: "" }),
    RangeError,
    'title must be a non-empty string, got ""',
  ],
  [
    "half a step",
    () => toSVG(1, { steps: 0.5 }),
    RangeError,
    "steps must be an integer of at least 1, got 0.5",
  ],
])("refuses %s", (_name, call, Failure, message) => {
  expect(call).toThrow(Failure);
  expect(call).toThrow(message);
});

test.each([5e-324, 1e308, Number.MAX_VALUE])("a rate of %s has its place", (rate) => {
  expect(toSVG(rate, { steps: 10 })).not.toMatch(/NaN|Infinity/);
});

test("more points than a call has arguments", () => {
  const lists = Object.fromEntries(
    ["a", "b", "c", "d", "e", "f"].map((name) => [
      name,
      Array.from({ length: 20_000 }, (_, at) => at % 7),
    ]),
  );
  expect(toSVG(lists, { steps: 20_000, width: 10_000 })).toContain("</svg>");
});

test("events that are too many are not even counted", () => {
  const start = process.cpuUsage();
  toSVG(noise({ amount: 0.5, every: 1e-9 }, 1), { steps: 1_000_000 });
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(1000);
});

test("refuses a frame that no screen has", () => {
  expect(() => toSVG(1, { steps: 1, width: 10_001 })).toThrow(
    "width must be an integer from 200 to 10000, got 10001",
  );
});

test("without steps it is drawn until everything is over", () => {
  const lines = { flat: 0.1, first: ramp({ from: 1, to: 0, steps: 9 }), second: [1, 1, 0.5] };
  expect(toSVG(lines)).toBe(toSVG(lines, { steps: 9 }));
  expect(toSVG([1, 1, 0.5])).toBe(toSVG([1, 1, 0.5], { steps: 3 }));
  expect(() => toSVG({ ...lines, endless: (step: number) => step })).toThrow(
    new RangeError(
      "@anneal/core: toSVG: steps must be given for a schedule that has no end, got undefined",
    ),
  );
});

test("the value after the last update is the final one, not one just before it", () => {
  const cosine = ramp({ from: 1, to: 0, steps: 10, curve: cosineCurve });
  expect(toSVG(cosine)).toContain("from 1 to 0.02447 at the last update, 0 after it, highest 1.");
});
