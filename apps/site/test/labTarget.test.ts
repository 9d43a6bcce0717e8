import { expect, test } from "vitest";
import { createSSRApp } from "vue";
import { renderToString } from "vue/server-renderer";
import { LabTarget } from "../src/lab/LabTarget.ts";
import type { Running } from "../src/lab/keptRun.ts";

const run = (training: number, validation: number): Running =>
  ({
    epochs: [],
    result: {
      status: "completed",
      epochs: [{ training: { accuracy: training }, validation: { accuracy: validation } }],
    },
  }) as unknown as Running;

const arrows = async (runs: Readonly<Record<string, Running>>): Promise<number> =>
  (await renderToString(createSSRApp(LabTarget, { runs }))).split('class="arrow"').length - 1;

test("an arrow leads from the constant rate to each other schedule that ended elsewhere", async () => {
  const constant = run(0.9, 0.84);
  expect(await arrows({ constant, halving: run(0.93, 0.87), cosine: run(0.9, 0.85) })).toBe(2);
  expect(await arrows({ constant, halving: run(0.9, 0.84) })).toBe(0);
  expect(await arrows({ halving: run(0.93, 0.87) })).toBe(0);
});
