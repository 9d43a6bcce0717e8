/** The kernels of a program, in the order of `kernels/program.c`, which tells their arguments. */
export const kernels = [
  ...["clear", "copyRows", "pack", "product", "tableProduct", "scatterRows"],
  ...["depthwise", "depthwiseGradient", "winogradFilter", "winogradFilterGradient"],
  ...["winogradInput", "winogradInputGradient", "winogradOutput", "winogradOutputGradient"],
  ...["winogradPooled", "poolRows"],
  ...["maxPool", "maxPoolGradient", "averagePool", "averagePoolGradient"],
  ...["activate", "activationGradient", "sumRows", "multiply", "dropOut"],
  ...["normalize", "normalizeByMoving", "normalizeGradient", "softmax", "softmaxGradient"],
  ...["crossEntropy", "meanLoss", "hits", "penalize", "sgd", "momentum", "rmsProp", "adam"],
  ...[
    "pooledProduct",
    "pooledFilterGradient",
    "winnersFilterGradient",
    "winnersInputGradient",
    "transpose",
    "add",
    "maximumGradient",
  ],
] as const;

/** The name of a kernel. */
type Kernel = (typeof kernels)[number];

/** The program of a step while it is written. */
export interface ProgramWriter {
  /** Appends an instruction: a kernel and its arguments, which are integers, places, and floats by {@link float}. */
  readonly add: (kernel: Kernel, ...words: readonly number[]) => void;
}

const numbers = new Map<Kernel, number>(kernels.map((kernel, index) => [kernel, index]));
const word = new Int32Array(1);
const wordAsFloat = new Float32Array(word.buffer);

/** The bits of a float32, as an argument of an instruction. */
export function float(value: number): number {
  wordAsFloat[0] = value;
  return word[0]!;
}

/** Writes a program: each instruction begins with its kernel and with how many words it has. */
export function writeProgram(write: (writer: ProgramWriter) => void): Int32Array<ArrayBuffer> {
  const words: number[] = [];
  write({
    add(kernel, ...more) {
      words.push(numbers.get(kernel)!, more.length + 2, ...more);
    },
  });
  return Int32Array.from(words);
}
