import { coefficient, nonNegative } from "@anneal/core";
import { setLearningRate } from "./learningRate.ts";
import type { OptimizerLike } from "./learningRate.ts";
import { demand, refuse } from "./refuse.ts";

interface Accumulated {
  assign(value: Accumulated): void;
  dataSync(): ArrayLike<number>;
}

/** What the bias correction of Adam and Adamax has accumulated: the product of the betas, that of the next update included. */
export type Bias = "accBeta1" | "accBeta2";

/** What TensorFlow.js's optimizers keep besides what they declare. */
type Insides = { readonly [Name in Bias]?: Accumulated } & {
  readonly iterations: number;
  /** The momentum that is used, as a tensor. */
  m?: { dispose(): void };
  setLearningRate?(learningRate: number): void;
  getConfig(): object;
};

interface OptimizerClass {
  readonly prototype: object;
  fromConfig(itself: OptimizerClass, config: object): Insides & { dispose(): void };
}

type Mirror = Partial<Record<Bias, { iterations: number; product: number }>>;

// So that a beta on a schedule need not be read back from the device.
const mirrors = /* @__PURE__ */ new WeakMap<object, Mirror>();

const mirrorOf = (optimizer: OptimizerLike): Mirror => {
  const mirror = mirrors.get(optimizer) ?? {};
  mirrors.set(optimizer, mirror);
  return mirror;
};

/** Sets what the bias correction has accumulated, with tensors made by the optimizer's own TensorFlow.js. */
export function setBias(
  optimizer: OptimizerLike,
  products: { readonly [Name in Bias]?: number | undefined },
): void {
  const insides = optimizer as Insides;
  let own = optimizer.constructor as unknown as OptimizerClass;
  // A class of somebody's own may be made of other settings: Adam itself, whose applyGradients it overrides, is not.
  for (let above = own; "applyGradients" in above.prototype;) {
    own = above;
    above = Object.getPrototypeOf(above) as OptimizerClass;
  }
  const { accBeta1: beta1 = 0, accBeta2: beta2 = 0 } = products;
  // A new optimizer accumulates from what it is given.
  const twin = own.fromConfig(own, { ...insides.getConfig(), beta1, beta2 });
  for (const bias of ["accBeta1", "accBeta2"] as const) {
    const product = products[bias];
    if (product === undefined) continue;
    insides[bias]!.assign(twin[bias]!);
    mirrorOf(optimizer)[bias] = { iterations: insides.iterations, product };
  }
  twin.dispose();
}

/** Puts the new beta of the next update into the product, where TensorFlow.js has already put the old one. */
function exchange(optimizer: Insides, bias: Bias, before: number, value: number): void {
  const { iterations } = optimizer;
  const mirror = mirrorOf(optimizer)[bias];
  let exchanged = value;
  // Before the first update the product is nothing but the old beta.
  if (iterations > 0) {
    let { iterations: seen, product } =
      mirror && mirror.iterations <= iterations
        ? mirror
        : { iterations, product: optimizer[bias]!.dataSync()[0]! };
    // As the optimizer does it, in 32 bits.
    while (seen++ < iterations) product = Math.fround(product * Math.fround(before));
    // A product that has become 0 stays 0.
    exchanged = (product / before) * value || 0;
  }
  setBias(optimizer, { [bias]: Math.fround(exchanged) });
}

const methodOf = (optimizer: object, name: string): unknown =>
  (optimizer as Record<string, unknown>)[`set${name.charAt(0).toUpperCase()}${name.slice(1)}`];

/** Throws unless `value` could be set. */
export function demandHyperparameter(optimizer: OptimizerLike, name: string, value: number): void {
  demand(name, /^beta[12]$/.test(name) ? coefficient : nonNegative, value);
  const fields = optimizer as Partial<Insides> & Record<string, unknown>;
  // What an optimizer of TensorFlow.js does not declare is not for others to set.
  const declared = fields.getConfig?.() ?? fields;
  const has = Object.hasOwn(declared, name) && typeof fields[name] === "number";
  if (has || typeof methodOf(optimizer, name) === "function") return;
  const advice = name === "momentum" && "beta1" in fields ? ", whose momentum is beta1" : "";
  refuse(
    `the optimizer must have a number ${name}, got ${optimizer.constructor.name}${advice}`,
    TypeError,
  );
}

/**
 * Sets a hyper-parameter that the next update uses: `learningRate`, `momentum`, `beta1`, `beta2`, or any other that the
 * optimizer holds as a number, such as `decay` of RMSProp and `rho` of Adadelta.
 *
 * `setMomentum()` of TensorFlow.js has no effect on updates, and a beta written to Adam leaves its bias correction
 * wrong; this is right on all of its optimizers. Leaves no tensor behind.
 *
 * @param optimizer - One of TensorFlow.js's seven, or an object with a method for it, as `setWeightDecay(value)`, or a number.
 * @param name - Name of the hyper-parameter.
 * @param value - A finite number of at least 0; for a beta also below 1.
 * @throws {RangeError} If `value` is out of range.
 * @throws {TypeError} If `value` is not a number, or if the optimizer has no such hyper-parameter.
 *
 * @example
 * ```ts
 * setHyperparameter(optimizer, "momentum", 0.85);
 * ```
 */
export function setHyperparameter(optimizer: OptimizerLike, name: string, value: number): void {
  if (name === "learningRate") {
    setLearningRate(optimizer, value);
    return;
  }
  demandHyperparameter(optimizer, name, value);
  const insides = optimizer as Insides;
  const fields = optimizer as Record<string, unknown>;
  const method = methodOf(optimizer, name);
  if (name === "momentum" && insides.m && insides.setLearningRate) {
    // The one way to a tensor of the optimizer's own TensorFlow.js: the method writes its argument, negated, to `c`.
    const scalar: { c?: { dispose(): void } } = {};
    insides.setLearningRate.call(scalar, -value);
    insides.m.dispose();
    insides.m = scalar.c!;
    fields[name] = value;
  } else if (typeof method === "function") {
    method.call(optimizer, value);
  } else {
    const before = fields[name] as number;
    fields[name] = value;
    const bias = name === "beta1" ? "accBeta1" : "accBeta2";
    if (name.startsWith("beta") && insides[bias] && before !== value) {
      exchange(insides, bias, before, value);
    }
  }
}
