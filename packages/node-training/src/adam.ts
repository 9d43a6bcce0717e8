import type * as Tensorflow from "@tensorflow/tfjs";
import { adamCoefficients } from "./adamCoefficients.ts";
import type { AdamSettings } from "./adamCoefficients.ts";
import type { Library } from "./library.ts";

interface Moment {
  readonly originalName: string;
  readonly variable: Tensorflow.Variable;
}

/** What is inside TensorFlow.js's Adam. */
interface AdamState extends AdamSettings {
  readonly accBeta1: Tensorflow.Variable;
  readonly accBeta2: Tensorflow.Variable;
  readonly accumulatedFirstMoment: Moment[];
  readonly accumulatedSecondMoment: Moment[];
  incrementIterations(): void;
}

interface AdamPrototype {
  applyGradients: (this: AdamState, gradients: Tensorflow.NamedTensorMap | NamedTensor[]) => void;
}

type NamedTensor = { readonly name: string; readonly tensor: Tensorflow.Tensor | null };

/** Variables of TensorFlow's own, in which its operation works: the weights and the two moments. */
type Registers = readonly [weights: number, first: number, second: number];

/**
 * Lets Adam update a variable with TensorFlow's own operation; TensorFlow.js takes fourteen.
 *
 * The weights and moments stay where TensorFlow.js keeps them, so that reading, setting and saving them is as before.
 *
 * @returns A function that puts back what was there before.
 */
export function fuseAdam(tf: typeof Tensorflow, library: Library): () => void {
  const prototype = tf.AdamOptimizer.prototype as unknown as AdamPrototype;
  const { applyGradients } = prototype;
  const registersByShape = new Map<string, Registers>();
  const floats = [library.float32("dtype")];
  const options = [
    library.float32("T"),
    library.flag("use_locking", false),
    library.flag("use_nesterov", false),
  ];

  // The powers that were set here, by what holds them: whoever sets another one, as when training is resumed, sets another
  // holder, and only then is TensorFlow asked.
  const powersByHolder = new WeakMap<object, number>();
  const powerOf = (variable: Tensorflow.Variable): number =>
    powersByHolder.get(variable.dataId) ?? variable.dataSync()[0]!;
  const setPower = (variable: Tensorflow.Variable, power: number): void => {
    variable.assign(tf.scalar(power));
    powersByHolder.set(variable.dataId, Math.fround(power));
  };

  const registersOf = (shape: readonly number[]): Registers => {
    const key = String(shape);
    let registers = registersByShape.get(key);
    if (!registers) {
      registers = (["weights", "first", "second"] as const).map((part) => {
        const attributes = [
          ...floats,
          library.shape("shape", shape),
          library.text("container", ""),
          library.text("shared_name", `anneal/adam/${part}/${key}`),
        ];
        return library.run("VarHandleOp", attributes, [], 1)[0]!.id;
      }) as unknown as Registers;
      registersByShape.set(key, registers);
    }
    return registers;
  };

  const update = (
    variables: readonly [Tensorflow.Variable, Tensorflow.Variable, Tensorflow.Variable],
    coefficients: readonly number[],
    gradient: Tensorflow.Tensor,
  ): void => {
    const registers = registersOf(gradient.shape);
    const [slope, ...values] = library.idsOf([gradient, ...variables]) as [number, ...number[]];
    registers.forEach((register, index) => {
      library.run("AssignVariableOp", floats, [register, values[index]!], 0);
    });
    library.run("ResourceApplyAdam", options, [...registers, ...coefficients, slope], 0);
    registers.forEach((register, index) => {
      const [read] = library.run("ReadVariableOp", floats, [register], 1);
      variables[index]!.assign(library.adopt(read!));
    });
  };

  prototype.applyGradients = function (gradients) {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    const isOurs =
      tf.getBackend() === "tensorflow" && named.every(({ tensor }) => tensor?.dtype !== "int32");
    if (!isOurs) {
      applyGradients.call(this, gradients);
      return;
    }
    tf.tidy(() => {
      const powers = [powerOf(this.accBeta1), powerOf(this.accBeta2)] as const;
      const coefficients = adamCoefficients(this, ...powers).map((value) => library.scalar(value));
      named.forEach(({ name, tensor }, index) => {
        const weights = tf.engine().registeredVariables[name] as Tensorflow.Variable;
        const momentOf = (moments: Moment[], suffix: string): Tensorflow.Variable => {
          moments[index] ??= {
            originalName: `${name}/${suffix}`,
            variable: tf.tidy(() => tf.variable(tf.zerosLike(weights), false)),
          };
          return moments[index].variable;
        };
        const first = momentOf(this.accumulatedFirstMoment, "m");
        const second = momentOf(this.accumulatedSecondMoment, "v");
        if (tensor) update([weights, first, second], coefficients, tensor);
      });
      library.delete(...coefficients);
      setPower(this.accBeta1, powers[0] * Math.fround(this.beta1));
      setPower(this.accBeta2, powers[1] * Math.fround(this.beta2));
    });
    this.incrementIterations();
  };

  return () => {
    prototype.applyGradients = applyGradients;
    for (const registers of registersByShape.values()) {
      for (const register of registers) {
        library.run(
          "DestroyResourceOp",
          [library.flag("ignore_lookup_error", true)],
          [register],
          0,
        );
        library.delete(register);
      }
    }
    registersByShape.clear();
  };
}
