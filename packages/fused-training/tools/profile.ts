/**
 * Tells where the time of a training step goes: each instruction of its program is run alone, again and again, and the
 * times are summed by kernel. For products of matrices it tells which share they reach of the peak, which is what the same
 * tiles reach where everything is in the fastest cache.
 *
 * tsx tools/profile.ts [reference|mlp|lenet|cifar] [native|wasm] [width]
 */
import * as tf from "@tensorflow/tfjs";
import { createNativeEngine } from "../src/engine/nativeEngine.ts";
import { createWasmEngine } from "../src/engine/wasmEngine.ts";
import { readChain } from "../src/model/chain.ts";
import type { Model } from "../src/model/layer.ts";
import { kernels } from "../src/plan/kernels.ts";
import { plan } from "../src/plan/plan.ts";
import { takeMemory } from "../src/training/memory.ts";
import { measuredModelOf, samplesOf } from "./networks.ts";
import { createPeak } from "./peak.ts";

const [name = "reference", engineName = "native", width] = process.argv.slice(2);
const engine =
  engineName === "wasm"
    ? createWasmEngine()!
    : createNativeEngine(1, width ? Number(width) : undefined);
if (typeof engine === "string") throw new Error(engine);

const batch = 64;
const model = measuredModelOf(tf, name);
const chain = readChain((model as unknown as { readonly model: Model }).model);
if (typeof chain === "string") throw new Error(chain);
const memory = takeMemory(tf, chain, plan(chain, batch, "adam"), engine);
const { arena } = memory;
const where = memory.plan;
memory.readWeights();
const { images, labels } = samplesOf(name, batch);
arena.floats.set(images, where.input);
arena.floats.set(labels, where.target);
arena.floats.set([-0.001, 0.9, 0.1, 0.999, 0.001, 0.1, 0.001, 1e-7], where.constants);
memory.run("train", batch, false);

const program = where.programFor("train", batch, false);
/** The best of some rounds, in milliseconds: what else runs on the machine only adds. */
function time(run: () => void): number {
  run();
  let best = Infinity;
  for (let round = 0; round < 9; round++) {
    const began = performance.now();
    let count = 0;
    do {
      run();
      count++;
    } while (performance.now() - began < 2);
    best = Math.min(best, (performance.now() - began) / count);
  }
  return best;
}

const whole = time(() => {
  arena.run(where.program, program.length);
});
/** Of a call that runs no instruction. */
const call = time(() => {
  arena.run(where.program, 0);
});
/** Multiplications and additions of an instruction that is a product of matrices; 0 for others. */
function operationsOf(kernel: string, a: Int32Array): number {
  switch (kernel) {
    case "product":
      return 2 * a[3]! * a[4]! * a[7]! * a[10]!;
    case "tableProduct":
      return 2 * a[3]! * a[4]! * a[6]!;
    case "pooledProduct":
      return 8 * a[3]! * a[4]! * a[6]!;
    case "pooledFilterGradient":
      return 8 * a[3]! * a[4]! * a[7]!;
    default:
      return 0;
  }
}

interface Total {
  count: number;
  milliseconds: number;
  operations: number;
}
const totals = new Map<string, Total>();
/** Instructions of equal arguments but places take equal time. */
const known = new Map<string, number>();
for (let at = 0; at < program.length; at += program[at + 1]!) {
  const kernel = kernels[program[at]!]!;
  const words = program[at + 1]!;
  const given = program.subarray(at + 2, at + words);
  const key = [kernel, ...given.map((word) => (word < 4096 ? word : 0))].join();
  const milliseconds =
    known.get(key) ??
    Math.max(
      0,
      time(() => {
        arena.run(where.program + at, words);
      }) - call,
    );
  known.set(key, milliseconds);
  const detail =
    kernel === "product"
      ? `product ${[given[3], given[4], given[7]].join("×")}, ${String(given[10])} at once`
      : kernel;
  const total = totals.get(detail) ?? { count: 0, milliseconds: 0, operations: 0 };
  totals.set(detail, {
    count: total.count + 1,
    milliseconds: total.milliseconds + milliseconds,
    operations: total.operations + operationsOf(kernel, given),
  });
}

const peak = createPeak(engine)();
const sum = [...totals.values()].reduce((before, { milliseconds }) => before + milliseconds, 0);
console.log(
  `${name}, batch ${String(batch)}, ${engine.name} with vectors of ${String(engine.width)}: a step takes ${whole.toFixed(3)} ms, its instructions one by one ${sum.toFixed(3)} ms; ` +
    `the peak of the matrix product is ${peak.toFixed(1)} GFLOPS`,
);
for (const [kernel, { count, milliseconds, operations }] of [...totals].sort(
  ([, one], [, other]) => other.milliseconds - one.milliseconds,
)) {
  const times = count > 1 ? `, ${String(count)} times` : "";
  const reached =
    operations === 0
      ? ""
      : `: ${(operations / milliseconds / 1e6).toFixed(1)} GFLOPS, ${((100 * operations) / milliseconds / peak / 1e6).toFixed(0)} % of the peak`;
  console.log(
    `${milliseconds.toFixed(3).padStart(8)} ms ${((100 * milliseconds) / sum).toFixed(1).padStart(5)} %  ${kernel}${times}${reached}`,
  );
}
