import type { Kind } from "@anneal/core";
import { raisedCurve, tanhCurve } from "./curves.ts";
import { cycles } from "./cycles.ts";
import { cyclicWave } from "./cyclicWave.ts";
import { geometric } from "./geometric.ts";
import { keras } from "./keras/keras.ts";
import { optax } from "./optax/optax.ts";
import { polynomialCycles } from "./polynomialCycles.ts";
import { runningProduct } from "./runningProduct.ts";
import { timm } from "./timm/timm.ts";
import { torch } from "./torch/torch.ts";
import { transformers } from "./transformers/transformers.ts";

const isKind = (value: unknown): value is Kind => typeof value === "function" && "kind" in value;

/**
 * Everything of this package that has a name in JSON: what a preset may be made of beside the kinds of the package
 * `anneal`, and the presets themselves, so that a configuration may say `{ "kind": "torch.stepLR", … }`.
 *
 * @example
 * ```ts
 * parse({ kind: "torch.stepLR", lr: 0.1, stepSize: 30, gamma: 0.5 }, kinds)(60); // => 0.025
 * ```
 */
export const kinds: readonly Kind[] = /* @__PURE__ */ (() => [
  cycles,
  cyclicWave,
  geometric,
  polynomialCycles,
  raisedCurve,
  runningProduct,
  tanhCurve,
  ...[keras, optax, timm, torch, transformers].flatMap((library: object) =>
    Object.values(library).filter(isKind),
  ),
])();
