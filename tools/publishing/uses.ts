/** What is imported of a package, and an expression that is true where it works. */
interface Use {
  /** Where a package has one entry a subject: the entry. @defaultValue the package */
  readonly from?: string;
  readonly name: string;
  readonly check: string;
}

/** What a user of each package would import first. */
export const uses: Readonly<Record<string, Use>> = {
  "@anneal/core": { name: "ramp", check: "ramp({ from: 0.1, to: 0, steps: 10 })(10) === 0" },
  "@anneal/step": { name: "step", check: "step({ initial: 1, every: 2 })(1) === 1" },
  "@anneal/exponential": {
    name: "exponential",
    check: "exponential({ initial: 1, factor: 0.5 })(1) === 0.5",
  },
  "@anneal/polynomial": { name: "linear", check: "linear({ initial: 1, steps: 2 })(1) === 0.5" },
  "@anneal/cosine": { name: "cosine", check: "cosine({ initial: 1, steps: 2 })(1) === 0.5" },
  "@anneal/cyclic": {
    name: "oneCycle",
    check: "oneCycle({ peak: 1, steps: 10 })(3) === 1",
  },
  "@anneal/transformer": {
    name: "inverseSqrt",
    check: "inverseSqrt({ peak: 1, warmup: 3 })(12) === 0.5",
  },
  "@anneal/warmup": {
    name: "warmup",
    check: "warmup({ schedule: 1, steps: 3 })(0) === 0.25",
  },
  "@anneal/plateau": {
    name: "plateau",
    check: 'plateau({ schedule: 1 }).monitors[0] === "val_loss"',
  },
  "@anneal/compat": {
    name: "torchStepLR",
    check: "torchStepLR({ lr: 1, stepSize: 2, gamma: 0.5 })(2) === 0.5",
  },
  "@anneal/import": {
    name: "fromKeras",
    check:
      'fromKeras({ class_name: "Adam", config: { learning_rate: 0.5 } }).learningRate(9) === 0.5',
  },
  anneal: {
    name: "parse",
    check: 'parse({ kind: "cosine", initial: 1, steps: 2 }).end === 2',
  },
  "@anneal/tfjs": { name: "connect", check: 'typeof connect === "function"' },
  "@anneal/wasm-training": {
    name: "registerTrainingKernels",
    check: 'typeof registerTrainingKernels === "function"',
  },
  "@anneal/node-training": {
    name: "registerFusedTraining",
    check: 'typeof registerFusedTraining === "function"',
  },
  "@anneal/fashion-mnist": { name: "classes", check: "classes.length === 10" },
  "@anneal/fused-training": { name: "fuse", check: 'typeof fuse === "function"' },
  "@anneal/experiment": {
    from: "@anneal/experiment/statistics",
    name: "median",
    check: "median([1, 100]) === 50.5",
  },
};

/** A module in TypeScript that uses packages, and exports whether each did what it must: `check0`, `check1`, … */
export const usesOf = (names: readonly string[]): string =>
  names
    .map((name, index) => {
      const { name: imported, check, from = name } = uses[name]!;
      const alias = `${imported}${String(index)}`;
      return [
        `import { ${imported} as ${alias} } from ${JSON.stringify(from)};`,
        `export const check${String(index)}: boolean = ${check.replaceAll(imported, alias)};`,
      ].join("\n");
    })
    .join("\n");

/** Names of the packages that are libraries for every program: the command is none, and the suite is for tests. */
export const libraryNames = (): readonly string[] => Object.keys(uses);
