import { build } from "esbuild";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import type { Plan, ReactiveSchedule, Schedule } from "@anneal/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import config from "../tsup.config.ts";
import { halving } from "./halving.ts";

// As the build for the condition `node` does.
vi.hoisted(() => {
  Reflect.set(globalThis, "annealDisplays", true);
});
const core = await import("../src/node.ts");

const { advance, clamp, constant, cooldownFrom, cosineCurve, during, halvingCurve, map, mapping } =
  core;
const { plan, polynomialCurve, product, ramp, repeat, rewarm, scale, sequence, vary, warpedCurve } =
  core;

const falling = ramp({ from: 0.1, to: 0, steps: 10 });
const fall = "ramp({ from: 0.1, to: 0, steps: 10, curve: linearCurve })";

describe("console.log shows the call", () => {
  test.each<readonly [unknown, string]>([
    [falling, fall],
    [scale(2, falling), `scale(2, ${fall})`],
    [product([0.5, falling]), `product([0.5, ${fall}])`],
    [
      sequence([{ schedule: falling, steps: 5 }, 0.1]),
      `sequence([{ schedule: ${fall}, steps: 5 }, 0.1])`,
    ],
    [repeat({ steps: 3 }, falling), `repeat({ steps: 3 }, ${fall})`],
    [core.reverse({}, falling), `reverse({}, ${fall})`],
    [advance(5, 1), "advance(5, 1)"],
    [clamp({ min: 0.5 }, 1), "clamp({ min: 0.5 }, 1)"],
    [
      cooldownFrom(3, { steps: 5 }, 1),
      "cooldownFrom(3, { steps: 5, min: 0, curve: linearCurve }, 1)",
    ],
    [
      rewarm(3, { steps: 5, next: 1 }, 2),
      "rewarm(3, { steps: 5, next: 1, curve: linearCurve }, 2)",
    ],
    [during({ steps: 5 }, 2), "during({ start: 0, steps: 5, outside: 1 }, 2)"],
    [
      vary(ramp, { from: falling, to: 0, steps: 4 }),
      `vary(ramp, { from: ${fall}, to: 0, steps: 4, curve: linearCurve })`,
    ],
    [
      map(
        mapping("my/half", (value) => value / 2),
        1,
      ),
      "map(half, 1)",
    ],
    [
      ramp({ from: 1, to: 0, steps: 2, curve: warpedCurve(2, polynomialCurve(3)) }),
      "ramp({ from: 1, to: 0, steps: 2, curve: warpedCurve(2, polynomialCurve(3)) })",
    ],
    [halvingCurve(2), "halvingCurve(2)"],
    [
      product([halving({ schedule: 1 }), 2]),
      'product([halving({ schedule: 1, factor: 0.5, monitor: "loss" }), 2])',
    ],
    [
      plan({ learningRate: falling, "weight decay": 0.1 }),
      `plan({ learningRate: ${fall}, "weight decay": 0.1 })`,
    ],
    // A function of your own has no JSON form.
    [scale(2, (step) => step), "scale(…)"],
    [plan({ learningRate: (step) => step }), "plan(…)"],
    [[constant(1)], "[ constant(1) ]"],
  ])("%#", (made, text) => {
    expect(inspect(made)).toBe(text);
  });

  test("with no more schedules inside one another, and items in a list, than inspect asks for", () => {
    const deep = scale(1, scale(2, scale(3, scale(4, constant(5)))));
    expect(inspect(deep)).toBe("scale(1, scale(2, scale(3, [scale])))");
    expect(inspect(deep, { depth: 0 })).toBe("scale(1, [scale])");
    expect(inspect(deep, { depth: null })).toBe(
      "scale(1, scale(2, scale(3, scale(4, constant(5)))))",
    );
    expect(inspect({ a: { b: { c: deep } } }, { depth: 2 })).toContain("c: [scale]");
    const many = product(Array.from({ length: 102 }, () => 1));
    expect(inspect(many)).toMatch(/1, 1, … 2 more\]\)$/);
    expect(inspect(many, { maxArrayLength: 3 })).toBe("product([1, 1, 1, … 99 more])");
    expect(inspect(many, { maxArrayLength: null })).toMatch(/1, 1\]\)$/);
    // What writes no options of its own, and what is no object: `lint` is a kind, too.
    const custom = (scale(1, 1) as unknown as Record<symbol, () => string>)[
      Symbol.for("nodejs.util.inspect.custom")
    ]!;
    expect(custom()).toBe("scale(1, 1)");
  });
});

test("what a kind hands on that another has made says what it is once", () => {
  const preset = core.defineKind<object, Schedule, () => Schedule>(
    "my/preset",
    { package: "my-presets", options: {}, collect: () => ({}), build: () => falling },
    (schedule) => schedule,
  );
  expect(preset()).toBe(falling);
  expect(inspect(preset())).toBe(fall);
});

describe("notebooks", () => {
  const rich = (schedule: Schedule | ReactiveSchedule | Plan): Record<string, string> =>
    (schedule as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for("Jupyter.display")
    ]!();

  test("show the curve and the call", () => {
    const bundle = rich(ramp({ from: 0.1, to: 0, steps: 10, curve: cosineCurve }));
    expect(bundle["text/plain"]).toMatch(/^ramp\(/);
    expect(bundle["image/svg+xml"]).toMatch(/^<svg /);
    expect(bundle["image/svg+xml"]).toContain("<title");
    expect(rich(repeat({}, ramp({ from: 0.2, to: 0, steps: 10 })))["image/svg+xml"]).toMatch(
      /^<svg /,
    );
    expect(rich(constant(0.1))["image/svg+xml"]).toMatch(/^<svg /);
  });

  test("show the call alone of what has no value", () => {
    expect(rich(scale(2, () => NaN))).toEqual({ "text/plain": "scale(…)" });
    expect(rich(plan({ learningRate: 0.1 }))).toEqual({
      "text/plain": "plan({ learningRate: 0.1 })",
    });
    expect(rich(halvingCurve(2) as never)).toEqual({ "text/plain": "halvingCurve(2)" });
    expect(rich(scale(2, (step: number) => step))["text/plain"]).toBe("scale(…)");
  });

  test("the entry for Node.js exports what every other does", async () => {
    expect(Object.keys(core)).toEqual(Object.keys(await import("@anneal/core")));
  });

  test("nothing is shown before the entry for Node.js has said how", async () => {
    vi.resetModules();
    const { display } = await import("../src/display.ts");
    const made = {};
    expect(display.of(made)).toBe(made);
    expect(Object.getOwnPropertySymbols(made)).toEqual([]);
  });

  test("nothing is shown unless the package is built for it", () => {
    Reflect.deleteProperty(globalThis, "annealDisplays");
    expect(Object.getOwnPropertySymbols(constant(0.1))).toEqual([]);
    Reflect.set(globalThis, "annealDisplays", true);
    expect(Object.getOwnPropertySymbols(constant(0.1))).toHaveLength(2);
  });
});

describe("the builds", () => {
  const folder = mkdtempSync(join(tmpdir(), "anneal-display-"));
  const [forAll, forNode] = config as readonly {
    entry: string[];
    define: Record<string, string>;
  }[];
  const root = join(import.meta.dirname, "..");
  const built = async (
    which: { entry: string[]; define: Record<string, string> } | undefined,
    format: "cjs" | "esm",
    file: string,
  ): Promise<void> => {
    await build({
      entryPoints: which!.entry.map((path) => join(root, path)),
      define: which!.define,
      bundle: true,
      format,
      outfile: join(folder, file),
      logLevel: "silent",
    });
  };
  beforeAll(async () => {
    await built(forNode, "esm", "node.mjs");
    await built(forNode, "cjs", "node.cjs");
    await built(forAll, "esm", "index.mjs");
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const printed = (file: string, code: string): string => {
    writeFileSync(join(folder, file), code);
    return execFileSync(process.execPath, [join(folder, file)], { encoding: "utf8" }).trim();
  };
  const use = "console.log(scale(2, constant(0.1))); console.log([constant(1)]);";

  test.each([
    ["run.mjs", `import { constant, scale } from "./node.mjs"; ${use}`],
    ["run.cjs", `const { constant, scale } = require("./node.cjs"); ${use}`],
  ])("console.log of Node.js shows the call: %s", (file, code) => {
    expect(printed(file, code)).toBe("scale(2, constant(0.1))\n[ constant(1) ]");
  });

  test("a reactive schedule, and one with a function of its own", () => {
    const code = `import { drive, product, scale, defineSchedule } from "./node.mjs";
      const reacting = defineSchedule("my/reacting", { package: "mine", options: {},
        build: () => ({ at: () => 1, initial: 0, monitors: ["loss"], observe: (state) => state }) });
      console.log(product([reacting(), 2])); console.log(scale(2, (step) => step)); console.log(drive(0.1).schedule);`;
    expect(printed("reactive.mjs", code)).toBe(
      "product([reacting({}), 2])\nscale(…)\nconstant(0.1)",
    );
  });

  test("a bundle for a page has nothing of it", async () => {
    const bundle = async (file: string): Promise<string> => {
      const { outputFiles } = await build({
        stdin: { contents: `export { scale } from "./${file}"`, resolveDir: folder },
        bundle: true,
        minify: true,
        format: "esm",
        write: false,
      });
      return outputFiles[0]!.text;
    };
    const [page, node] = [await bundle("index.mjs"), await bundle("node.mjs")];
    for (const word of ["nodejs.util.inspect", "Jupyter", "annealDisplays", "<svg", "halvings"]) {
      expect(page).not.toContain(word);
    }
    expect(node).toContain("nodejs.util.inspect");
    // By how much says the size limit: what a mutation run puts into the sources is in both.
    expect(page.length).toBeLessThan(node.length);
  });
});
