import { runInNewContext } from "node:vm";
import variant from "@jitl/quickjs-wasmfile-release-sync";
import { build } from "esbuild";
import fc from "fast-check";
import { newQuickJSWASMModuleFromVariant } from "quickjs-emscripten-core";
import { dampened } from "@anneal/testing";
import { describe, expect, test } from "vitest";
import type { ScheduleSpec } from "../src/index.ts";
import { anySchedule } from "./random.ts";

/**
 * Values of schedules, as the bits of each: run as text, so that two engines run the same.
 *
 * A reactive schedule has observed a dozen metrics.
 */
const bitsOf = `(specs) => {
  const float = new Float64Array(1);
  const halves = new Uint32Array(float.buffer);
  const bits = (value) => {
    float[0] = value;
    return halves[1].toString(16).padStart(8, "0") + halves[0].toString(16).padStart(8, "0");
  };
  const steps = [0.1, 1 / 3, 10.5, 99.999, 2 ** 31];
  for (let step = 0; step < 100; step++) steps.push(step);
  return JSON.stringify(specs.map((spec) => {
    const schedule = anneal.parse(spec);
    if (!schedule.observe) return steps.map((step) => bits(schedule(step)));
    let state = schedule.initial;
    for (let step = 1; step <= 12; step++) {
      const metrics = {};
      for (const name of schedule.monitors) metrics[name] = (step * 7) % 5;
      state = schedule.observe(state, { step, metrics });
    }
    return steps.map((step) => bits(schedule.at(step, state)));
  }));
}`;

/** The umbrella package as one script, which names it `anneal`. */
async function umbrella(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [new URL("../src/index.ts", import.meta.url).pathname],
    bundle: true,
    format: "iife",
    globalName: "anneal",
    conditions: ["@anneal/source"],
    write: false,
  });
  return outputFiles[0]!.text;
}

describe("another engine", () => {
  test("gives the same bits", { timeout: 60_000 }, async () => {
    // V8 and QuickJS have elementary functions of their own; `Math.cos(1.1)` or `0.9 ** 0.3` is enough to tell them apart.
    const specs = fc
      .sample(anySchedule(2), { seed: 7, numRuns: 400 })
      .map((schedule) => JSON.stringify(schedule.spec))
      // A kind of the tests, which the umbrella does not know.
      .filter((text) => !text.includes(dampened.kind))
      .map((text) => JSON.parse(text) as ScheduleSpec);
    expect(specs.length).toBeGreaterThan(200);
    const program = `${await umbrella()}; (${bitsOf})(${JSON.stringify(specs)})`;
    const here = JSON.parse(runInNewContext(program) as string) as string[][];
    const engine = await newQuickJSWASMModuleFromVariant(variant);
    const there = JSON.parse(engine.evalCode(program) as string) as string[][];
    expect(here).toHaveLength(specs.length);
    here.forEach((values, index) => {
      expect(there[index], JSON.stringify(specs[index])).toEqual(values);
    });
  });
});
