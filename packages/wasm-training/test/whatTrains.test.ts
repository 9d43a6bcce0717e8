import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { format } from "prettier";
import { describe, expect, test } from "vitest";
import { registerTrainingKernels } from "../src/index.ts";
import { tf } from "./tensorflow.ts";
import type { Case } from "./trains/case.ts";
import {
  activationCases,
  coreLossCases,
  lossCases,
  lossNames,
  regularizerCases,
} from "./trains/functions.ts";
import { aliases, layerCases } from "./trains/layers.ts";
import {
  differenceOf,
  gradientsOf,
  slopeError,
  slopesOf,
  type Gradients,
  type Slopes,
} from "./trains/measure.ts";
import { operationCases, otherOperationCases } from "./trains/operations.ts";

const sections = {
  Layers: layerCases,
  Activations: activationCases,
  "Losses of `model.compile`": lossCases,
  "Losses of `tf.losses`": coreLossCases,
  Regularizers: regularizerCases,
  "Operations with a gradient, by their kernels": operationCases,
  "Other operations": otherOperationCases,
};

describe("none is forgotten:", () => {
  test("layers", () => {
    const names = [...Object.keys(layerCases), ...Object.keys(aliases)];
    expect(names.sort()).toEqual(Object.keys(tf.layers).sort());
  });

  test("layers with two names are the same layer", () => {
    const make = (name: string) =>
      (tf.layers as unknown as Record<string, (args: object) => tf.layers.Layer>)[name]!({
        poolSize: 2,
        strides: 2,
      });
    for (const [name, other] of Object.entries(aliases)) {
      expect(make(name).getClassName()).toBe(make(other).getClassName());
    }
  });

  test("activations", () => {
    const { SerializationMap } = tf.serialization as unknown as {
      SerializationMap: { getMap: () => { classNameMap: Record<string, unknown> } };
    };
    // The classes of activations are named as their functions; all others begin with a capital.
    const names = Object.keys(SerializationMap.getMap().classNameMap).filter((name) =>
      /^[a-z]/.test(name),
    );
    expect(Object.keys(activationCases).sort()).toEqual(names.sort());
  });

  test("losses", async () => {
    expect(Object.keys(coreLossCases).sort()).toEqual(Object.keys(tf.losses).sort());
    const layers = dirname(
      createRequire(import.meta.url).resolve("@tensorflow/tfjs-layers/package.json"),
    );
    const source = await readFile(join(layers, "dist/losses.js"), "utf8");
    const [, map] = /export const lossesMap = \{([^}]*)\}/.exec(source)!;
    expect([...lossNames].sort()).toEqual(map!.match(/\w+/g)!.sort());
  });

  test("regularizers", () => {
    expect(Object.keys(regularizerCases).sort()).toEqual(Object.keys(tf.regularizers).sort());
  });

  test("operations with a gradient", () => {
    const names = tf
      .getKernelsForBackend("cpu")
      .map(({ kernelName }) => kernelName)
      .filter((name) => (tf.getGradient(name) as unknown) !== undefined);
    expect(Object.keys(operationCases).sort()).toEqual([...new Set(names)].sort());
  });
});

/** Above this a gradient is wrong: random directions show an error of that share of the gradient. */
const wrongSlope = 0.05;
/** Above this a gradient is not that of the cpu backend. */
const otherGradient = 1e-4;

interface Row {
  readonly name: string;
  readonly options: string;
  readonly cpu: string;
  readonly stock: string;
  readonly ours: string;
  /** To the cpu backend, of outputs and gradients; undefined where that has none, or a wrong one. */
  readonly difference: number | undefined;
}

/** Why a computation was refused, in few words. */
function reasonOf(refusal: string): string {
  const [, missing] = /Kernel '(\w+)' not registered/.exec(refusal) ?? [];
  if (missing) return `no: \`${missing}\` is missing`;
  const [, without] = /gradient function not found for (\w+)/.exec(refusal) ?? [];
  if (without) return `no: \`${without}\` has no gradient`;
  if (refusal.includes("dilation rates greater than 1")) return "no: refuses dilations";
  if (refusal.startsWith("@anneal/wasm-training")) return "no: an error says what to give instead";
  const [first] = refusal.split(/\. |\.$|:/);
  return `no: "${first!}"`;
}

function verdictOf(actual: Gradients, cpu: Gradients, slopes: Slopes | undefined): string {
  if (actual.refusal !== undefined) return reasonOf(actual.refusal);
  if (actual.gradients.length === 0) return "nothing to train";
  const isRight = slopeError(actual, slopes!) < wrongSlope;
  const isCpus = cpu.refusal === undefined && differenceOf(actual, cpu) < otherGradient;
  if (isRight) return "yes";
  return isCpus && actual !== cpu ? "wrong, as on cpu" : "wrong";
}

async function measure(name: string, { options, stock, make }: Case): Promise<Row> {
  const subject = { options, make };
  const cpu = await gradientsOf(subject, "cpu");
  // What refuses its outputs on the cpu backend has no slopes.
  const slopes = await slopesOf(subject).catch(() => undefined);
  const ofStock = stock ?? verdictOf(await gradientsOf(subject, "wasm"), cpu, slopes);
  // The vectors that compute the same bits everywhere.
  const registered = registerTrainingKernels(tf, { build: "simd" });
  const actual = await gradientsOf(subject, "wasm");
  registered.unregister();
  const cpuVerdict = verdictOf(cpu, cpu, slopes);
  const isComparable =
    actual.refusal === undefined && (cpuVerdict === "yes" || cpuVerdict === "nothing to train");
  return {
    name,
    options,
    cpu: cpuVerdict,
    stock: ofStock,
    ours: verdictOf(actual, cpu, slopes),
    difference: isComparable ? differenceOf(actual, cpu) : undefined,
  };
}

/** A difference rounded up, so that the last bits of another engine do not change the table. */
function shown(difference: number | undefined): string {
  if (difference === undefined) return "";
  if (difference === 0) return "0";
  const bound = [1e-6, 2e-6, 5e-6, 1e-5, 1e-4].find((candidate) => difference <= candidate);
  return bound === undefined ? "above 1e-4" : `≤ ${bound.toExponential()}`;
}

function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ name, options, cpu, stock, ours, difference }) =>
    ["", `\`${name}\``, options, cpu, stock, ours, shown(difference), ""].join(" | ").trim(),
  );
  return [
    "| name | case | cpu | wasm | wasm with this package | difference |",
    "| --- | --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

const introduction = `# What trains on WebAssembly

Everything of TensorFlow.js that a model is made of, with its gradients on the cpu backend, on the WebAssembly backend as it
is, and with \`registerTrainingKernels\`. This file is written by a test, which fails when it is out of date:
\`npx vitest run --project @anneal/wasm-training test/whatTrains.test.ts --update\`.

- **yes**: the gradients with respect to all inputs and weights are right: along random directions they are the slope of
  what is computed, by finite differences in which no gradient has a part.
- **wrong**: they are not, although there is no error. **wrong, as on cpu**: they are those of the cpu backend.
- **no**: there is an error instead, which the table names.
- **difference**: the largest one between outputs and gradients of the cpu backend and those with this package, relative to the
  largest value of each; where the cpu backend is right.
- The batches have at least two examples where nothing else is said. A layer without a row for some option has been tried without it.
`;

test("what trains is what docs/what-trains.md says", { timeout: 600_000 }, async () => {
  const parts = [introduction];
  const all: Row[] = [];
  for (const [title, named] of Object.entries(sections)) {
    const rows: Row[] = [];
    for (const [name, cases] of Object.entries(named)) {
      for (const item of cases) rows.push(await measure(name, item));
    }
    all.push(...rows);
    parts.push(`\n## ${title}\n\n${tableOf(rows)}\n`);
  }
  const byOtherName = Object.entries(aliases).map(([name, other]) => `\`${name}\` is \`${other}\``);
  parts.splice(2, 0, `\nBy another name: ${byOtherName.join(", ")}.\n`);

  // Whatever trains on the cpu backend trains here, but for what the README lists.
  const lost = all.filter(({ cpu, ours }) => cpu === "yes" && ours !== "yes");
  expect(lost.map(({ name, options }) => `${name}, ${options}`)).toEqual([
    "Conv2D, `pad` 1, a filter that is not square",
    "Conv2D, NCHW",
  ]);
  // With the same gradients.
  for (const { name, options, difference } of all) {
    expect(difference ?? 0, `${name}, ${options}`).toBeLessThanOrEqual(2e-6);
  }
  // What is wrong here is wrong on the cpu backend as well.
  for (const { name, options, cpu, ours } of all) {
    if (ours.startsWith("wrong"))
      expect([ours, cpu], `${name}, ${options}`).toEqual(["wrong, as on cpu", "wrong"]);
  }
  const text = await format(parts.join(""), { parser: "markdown", printWidth: 100 });
  await expect(text).toMatchFileSnapshot("../docs/what-trains.md");
});
