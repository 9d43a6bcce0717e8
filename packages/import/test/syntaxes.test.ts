import { readFileSync } from "node:fs";
import { sample } from "@anneal/core";
import { describe, expect, test } from "vitest";
import { read } from "../src/index.ts";
import { Unread } from "../src/show.ts";
import { parseDarknet } from "../src/syntax/darknet.ts";
import { parseIni } from "../src/syntax/ini.ts";
import { parseJson } from "../src/syntax/json.ts";
import { parsePrototext } from "../src/syntax/prototext.ts";
import { parsePython } from "../src/syntax/python.ts";
import { parseToml } from "../src/syntax/toml.ts";
import { parseYaml } from "../src/syntax/yaml.ts";

const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, each: unknown) => (each instanceof Unread ? `<${each.code}>` : each)),
  );

describe("Python", () => {
  test.each([
    ["a = 1_000 # c", { a: 1000 }],
    [
      "a = -1e-3\nb = +2\nc = not True\nd = not 1\ne = ~1",
      { a: -0.001, b: 2, c: false, d: "<not 1>", e: "<~1>" },
    ],
    ["a = 0x10\nb = 1j", { a: 16, b: "<1j>" }],
    [
      "a = 7 // 2\nb = -7 // 2\nc = -7 % 3\nd = 2 ** -1\ne = 7 / 2\nf = 7 - 2",
      { a: 3, b: -4, c: 2, d: 0.5, e: 3.5, f: 5 },
    ],
    [
      "a = 1 / 0\nb = 1 // 0\nc = 1 % 0\nd = 1 @ 2\ne = 1 << 2",
      { a: "<1 / 0>", b: "<1 // 0>", c: "<1 % 0>", d: "<1 @ 2>", e: "<1 << 2>" },
    ],
    [
      "a = [1] + [2]\nb = [0.1] * 3\nc = 'x' + \"y\"\nd = 'x' * 3\ne = [1] * -1",
      { a: [1, 2], b: [0.1, 0.1, 0.1], c: "xy", d: "<'x' * 3>", e: [] },
    ],
    ["a = [1] * 100001", { a: "<[1] * 100001>" }],
    [
      "a = 'it\\'s\\n'\nb = r'\\n'\nc = '''two\nlines'''\nd = f'{a}'\ne = 'x' 'y'\ng = 'x' f'{a}'",
      { a: "it's\n", b: "\\n", c: "two\nlines", d: "<f'{a}'>", e: "xy", g: "<'x' f'{a}'>" },
    ],
    [
      "a = None\nb = True\nc = (1, 2)\nd = {1, 2}\ne = (3)",
      { a: null, b: true, c: [1, 2], d: [1, 2], e: 3 },
    ],
    [
      "a = {'x': 1, 2: 'y', **dict(z=3)}\nb = {**a, 'x': 5}",
      { a: { x: 1, 2: "y", z: 3 }, b: { x: 5, 2: "y", z: 3 } },
    ],
    ["a = {x: 1}\nb = {**y}\nc = {'x'}", { a: "<{x: 1}>", b: "<{**y}>", c: ["x"] }],
    [
      "a = dict(x=1, **dict(y=2))\nb = dict(a, x=3)\nc = dict([1])\nd = dict(*a)\ne = dict(**z)",
      { a: { x: 1, y: 2 }, b: { x: 3, y: 2 }, c: "<dict([1])>", d: "<dict(*a)>", e: "<dict(**z)>" },
    ],
    ["a = [*[1, 2], 3]\nb = [*x]", { a: [1, 2, 3], b: ["<x>"] }],
    [
      "a = int(3.7)\nb = float('1e-3')\nc = round(2.5)\nd = len([1, 2])\ne = max(1, 2)\nf = min(1, 2)\ng = list((1,))\nh = tuple([1])",
      { a: 3, b: 0.001, c: 2, d: 2, e: 2, f: 1, g: [1], h: [1] },
    ],
    [
      "a = int('x')\nb = float([])\nc = round(2.5, 1)\nd = len('ab')\ne = max('a')\nf = min('a')\ng = list('ab')\nh = tuple('ab')\ni = torch.device('cpu')\nj = float(2)",
      {
        a: "<int('x')>",
        b: "<float([])>",
        c: "<round(2.5, 1)>",
        d: "<len('ab')>",
        e: "<max('a')>",
        f: "<min('a')>",
        g: "<list('ab')>",
        h: "<tuple('ab')>",
        i: "<torch.device('cpu')>",
        j: 2,
      },
    ],
    [
      "a = [round(0.5), round(1.5), round(-0.5), round(-1.5), round(2.4), round(2.6)]",
      { a: [0, 2, 0, -2, 2, 3] },
    ],
    ["a = [1]\nb = list(a)\nb.append(2)\na.append(3)", { a: [1, 3], b: [1, 2] }],
    [
      "a = b = 2\nc, d = 1, 2\ne, f = [3, 4]\ng, h = x\n(i) = 3",
      { a: 2, b: 2, c: 1, d: 2, e: 3, f: 4, g: "<g, h = x>", h: "<g, h = x>" },
    ],
    ["a: float = 0.5\nb: int", { a: 0.5 }],
    ["a = 2\na *= 3\na -= 1\nb += 1", { a: 5, b: "<b += 1>" }],
    [
      "a = dict(b=[dict(c=1)])\nd = a['b'][0].c\ne = a.x\nf = a['b'][5]\ng = a[0]\nh = 3\ni = h.x\nj = a['b'][-1]['c']",
      {
        a: { b: [{ c: 1 }] },
        d: 1,
        e: "<a.x>",
        f: "<a['b'][5]>",
        g: "<a[0]>",
        h: 3,
        i: "<h.x>",
        j: 1,
      },
    ],
    [
      "config.lr = 0.1\nconfig.min = config.lr / 2\nx[0].y = 1\nz.a.b = 2",
      { config: { lr: 0.1, min: 0.05 } },
    ],
    [
      "a = 1\nif x:\n    a = 2\n    def f():\n        b = 3\nfor i in y:\n    c = 4",
      { a: "<a = 2>", c: "<c = 4>" },
    ],
    ["def f():\n    a = 1\nclass C:\n    b = 2\nimport os\nwith open('x') as g:\n    c.d = 3", {}],
    ["{'lr': 0.1, 'n': {'x': None}}", { lr: 0.1, n: { x: null } }],
    ["dict(lr=0.1)\n'docs'\nf(1)", { lr: 0.1 }],
    [
      "a = lambda: 1\nb = a if c else d\ne = [x for x in y]",
      { a: "<lambda: 1>", b: "<a if c else d>", e: "<[x for x in y]>" },
    ],
    ["a = 1 + 2\nb = -'x'\nc = -[1]", { a: 3, b: "<-'x'>", c: "<-[1]>" }],
    ["a = [0] * 100000 + [1]", { a: "<[0] * 100000 + [1]>" }],
    [`a = 'xxxx'\n${"a = a + a\n".repeat(20)}a = 1 + 'x'`, { a: "<1 + 'x'>" }],
    ["a = dict()\na[0] = 1\na['b'] = 2\nb[0] = 1\n(c.d).e = 3", { a: { b: 2 } }],
    [
      "a = [1][x]\nb = {1: 2}[1]\nc = 'x' + 1\nd = [1] * 'x'",
      { a: "<[1][x]>", b: 2, c: "<'x' + 1>", d: "<[1] * 'x'>" },
    ],
  ])("reads %j", (text, values) => {
    expect(plain(parsePython("p", text))).toEqual(values);
  });

  test.each([
    ["a = 'b\nc = 1", TypeError, "p is no Python: a text must end with the quotes that it begins"],
    ["a = = 1", TypeError, 'p is no Python: line 1 must be a statement, got "= 1"'],
    ["a = 1\n)", TypeError, "p is no Python: line 2"],
    [`a = ${"[".repeat(61)}`, RangeError, "p must have at most 60 brackets in each other"],
    [" ".repeat(40_001), RangeError, "p must be text of at most 40000 characters"],
  ])("refuses %j", (text, Failure, message) => {
    expect(() => parsePython("p", text)).toThrow(Failure);
    expect(() => parsePython("p", text)).toThrow(message);
  });

  test("brackets in text and comments are none", () => {
    expect(plain(parsePython("p", `a = '${"(".repeat(99)}' # ${"[".repeat(99)}`))).toEqual({
      a: "(".repeat(99),
    });
  });
});

describe("INI", () => {
  test("reads sections in sections and values in JSON", () => {
    const text =
      '# c\nx = 1\n[training]\na = 0.5\n; c\n[training.optimizer]\n@opt = "Adam.v1"\nb = [1, 2]\nc = ${a.b}\nd = true\ne: null\nf = [1\n[a.b]\n[a.b.c]\ng = 1\n';
    expect(plain(parseIni("i", text))).toEqual({
      x: 1,
      training: {
        a: 0.5,
        optimizer: { "@opt": "Adam.v1", b: [1, 2], c: "${a.b}", d: true, e: null, f: "[1" },
      },
      a: { b: { c: { g: 1 } } },
    });
  });

  test("a section under a value takes its place; deep ones are cut off", () => {
    expect(plain(parseIni("i", "a = 1\n[a]\nb = 2"))).toEqual({ a: { b: 2 } });
    expect(JSON.stringify(parseIni("i", `[${"a.".repeat(1000)}b]`)).length).toBeLessThan(400);
  });

  test("refuses what is neither", () => {
    expect(() => parseIni("i", "a = 1\nwords")).toThrow(
      'i is no INI: line 2 must be a [section] or key = value, got "words"',
    );
  });

  test("takes so many values that begin as JSON and are none, and no more", () => {
    const lines = (count: number): string => "a = [x\n".repeat(count);
    expect(parseIni("i", lines(1000))).toEqual({ a: "[x" });
    expect(() => parseIni("i", lines(1001))).toThrow(
      "i must have at most 1000 values that begin as JSON and are none",
    );
    // A number that is none of JSON costs nothing, however often it is there.
    expect(parseIni("i", "a = 9**9\n".repeat(2000))).toEqual({ a: "9**9" });
  });
});

test.each([
  [
    parseYaml,
    "a: &x {b: 1e-4}\nc: {<<: *x, d: yes}\na: !!python/tuple [1]",
    { a: [1], c: { b: "1e-4", d: true } },
  ],
  [parseToml, "a = 1e-4\n[b]\nc = [1, 2]", { a: 1e-4, b: { c: [1, 2] } }],
  [parseJson, '{"a": NaN, "b": "Infinity"}', { a: "NaN", b: "Infinity" }],
  [
    parsePrototext,
    "a: 1.5f b: -2 c: true d: NAME e: 'x' \"y\" # c\nf <g: 1> f {}",
    { a: 1.5, b: -2, c: true, d: "NAME", e: "xy", f: [{ g: 1 }, {}] },
  ],
  [parseDarknet, "[net]\na = 1\na=2\n[x]\nb=3", { net: { a: "1" } }],
])("%o reads", (parse, text, values) => {
  expect(plain(parse("t", text))).toEqual(values);
});

test.each([
  [parseYaml, "a: [", TypeError, "t is no YAML: "],
  [parseYaml, "[".repeat(200), TypeError, "t is no YAML: nesting exceeded"],
  [parseYaml, "a: 1\n---\nb: 2", TypeError, "t is no YAML: expected a single document"],
  // PyYAML refuses these as well: a tag makes no number of a text.
  [parseYaml, "a: !!float abc", TypeError, "t is no YAML: cannot resolve"],
  [parseYaml, 'a: !!float ""', TypeError, "t is no YAML: cannot resolve"],
  [parseYaml, "a: !!float", TypeError, "t is no YAML: cannot resolve"],
  [parseYaml, "a: !!float 0x10", TypeError, "t is no YAML: cannot resolve"],
  [parseYaml, "a: !!float 0b1", TypeError, "t is no YAML: cannot resolve"],
  [parseYaml, " ".repeat(70_001), RangeError, "t must be text of at most 70000 characters"],
  [parseToml, "a = ", TypeError, "t is no TOML: "],
  [parseToml, " ".repeat(250_001), RangeError, "t must be text of at most 250000 characters"],
])("%o refuses %j", (parse, text, Failure, message) => {
  expect(() => parse("t", text)).toThrow(Failure);
  expect(() => parse("t", text)).toThrow(message);
});

test.each([
  ["a = 0.", { a: 0 }],
  ["a = 1.\n", { a: 1 }],
  ["a = dict(b=0., c=10.)", { a: { b: 0, c: 10 } }],
  ["a = 1.e-4", { a: 1e-4 }],
  ["a = 1.E+2 * 2.", { a: 200 }],
  ["a = 1_0.", { a: 10 }],
  ["a = 'v 1.' # 2.\nb = \"5.\"\nc = 'x'", { a: "v 1.", b: "5.", c: "x" }],
  ['a = """3.\n4."""\nb = 6.', { a: "3.\n4.", b: 6 }],
])("a number of Python may end with its point: %s", (text, values) => {
  expect(plain(parsePython("p", text))).toEqual(values);
});

test.each([
  ["a:\n  b: [\n    x,\n    z\n  ]\nc: 1\n", { a: { b: ["x", "z"] }, c: 1 }],
  ["a: [\n1,\n2\n]\nb: {\nc: [\n3]\n}\nd: 4", { a: [1, 2], b: { c: [3] }, d: 4 }],
  ["a:\n  - [\n\t1,\n  2]\n", { a: [[1, 2]] }],
  ["a:\n  b: 'x\n  y'\nc: 1", { a: { b: "x y" }, c: 1 }],
])(
  "a list of YAML may go on or end no further in than its key, as in Python: %j",
  (text, values) => {
    expect(plain(parseYaml("y", text))).toEqual(values);
  },
);

test("of lists that go on too far out, no more are read than one long text costs", () => {
  const text = `a:\n  b: [\n${"1,\n".repeat(2000)}]\n`;
  expect(() => parseYaml("y", text)).toThrow("y is no YAML: deficient indentation (");
});

test.each([
  ["a = dict(b=1)\na.update(c=2)\na.update(dict(b=3))", { a: { b: 3, c: 2 } }],
  ["a = [1]\na.append(2)\na.extend([3, 4])", { a: [1, 2, 3, 4] }],
  ["a = [1, 2]\na[0] = 3\na[-1] = 4\na[5] = 6", { a: [3, 4] }],
  [
    "a = dict(b=dict(c=1))\na.b.update(c=2)\na['b'].keys()\na.update(b=dict(d=3))",
    { a: { b: { d: 3 } } },
  ],
])("what a method of Python changes is changed: %s", (text, values) => {
  expect(plain(parsePython("p", text))).toEqual(values);
});

// Python would have 2^40 items: more than 100,000 are not read, and nothing waits for them.
test.each(["a.extend(a)", "a = [*a, *a]", "a = a + a"])(
  "a list that grows is given up: %s",
  (line) => {
    const text = `a = [1]\n${`${line}\n`.repeat(16)}b = a\na = [1]\n${`${line}\n`.repeat(40)}`;
    const { a, b } = parsePython("p", text) as Record<string, unknown>;
    expect(b).toHaveLength(2 ** 16);
    expect(Array.isArray(a) && a.length === 2 ** 40).toBe(false);
  },
);

test.each([
  "a.pop('b')",
  "a.b.clear()",
  "a.b.insert(0, 3)",
  "a.update([('b', 3)])",
  "a.b.extend(c)",
  "a['b'].append(*c)",
  "a.b.sort()",
  "a['sort']()",
])("what a method that is not known may have changed is not known: %s", (call) => {
  const { a } = parsePython("p", `a = dict(b=[1])\n${call}\n`) as Record<string, { code: string }>;
  expect(a!.code).toBe(call);
});

test("a method of something else is passed over", () => {
  expect(plain(parsePython("p", "a = 1\na.bit_length()\nlog.info(a)\n(a).x()"))).toEqual({ a: 1 });
});

describe("a scalar of YAML is what Python reads", () => {
  const { scalars } = JSON.parse(
    readFileSync(new URL("../../golden/packs/yaml.json", import.meta.url), "utf8"),
  ) as {
    readonly scalars: readonly {
      readonly text: string;
      readonly PyYAML: unknown;
      readonly OmegaConf: unknown;
    }[];
  };

  test.each(scalars)("$text", async ({ text, PyYAML, OmegaConf }) => {
    expect((parseYaml("t", `a: ${text}\n`) as { a: unknown }).a).toEqual(PyYAML);
    // What is a text to PyYAML and a number to OmegaConf is a number where a number is wanted.
    if (typeof OmegaConf === "number" && OmegaConf >= 0) {
      const { learningRate } = await read(
        `optim:\n  lr: ${text}\n  sched:\n    name: CosineAnnealing\n`,
        { totalSteps: 9 },
      );
      expect(sample(learningRate, { steps: 1 })[0]).toBe(OmegaConf);
    }
  });
});

test("a tag of YAML is kept as the key of a mapping, and nothing else", () => {
  const text = "a: !Cosine {b: 1}\nc: !x 1\nd: !y [2]\ne: !!python/tuple [3]\n";
  expect(parseYaml("the text", text)).toEqual({
    a: { "!": "Cosine", b: 1 },
    c: "1",
    d: [2],
    e: [3],
  });
});

test.each(["'", '"', "'\\", '"\\', "\\'", "1.", "'''x"])(
  "no character of %j, 40,000 long, is looked at twice by the parser of Python",
  (part) => {
    const text = part.repeat(40_000 / part.length);
    let least = Infinity;
    for (let time = 0; time < 3; time++) {
      const before = process.cpuUsage();
      try {
        parsePython("p", text);
      } catch (error) {
        expect((error as Error).message).toMatch(/^@anneal\/import: p is no Python/);
      }
      const { user, system } = process.cpuUsage(before);
      least = Math.min(least, (user + system) / 1000);
    }
    // A search that begins anew at every character takes more than half a second.
    expect(least).toBeLessThan(200);
  },
);
