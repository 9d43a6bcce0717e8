import { defineKind, name, nonNegative, positive } from "@anneal/core";

/** What a file may lack. A value given here stands in for one of the file, and a note says so. */
export interface ImportOptions {
  /** Base learning rate, at least 0, for a file that has none. @defaultValue that of the file */
  readonly learningRate?: number | undefined;
  /** Steps of an epoch, above 0: updates of the optimizer, after gradient accumulation. @defaultValue that of the file */
  readonly stepsPerEpoch?: number | undefined;
  /** Steps in all, above 0. @defaultValue that of the file */
  readonly totalSteps?: number | undefined;
  /** Length of the warmup in steps, at least 0, where a file leaves it to its caller. @defaultValue that of the file */
  readonly warmupSteps?: number | undefined;
  /** Samples of a step, above 0: the batch size of all devices, accumulation included. @defaultValue that of the file */
  readonly samplesPerStep?: number | undefined;
  /** Tokens of a step, above 0. @defaultValue that of the file */
  readonly tokensPerStep?: number | undefined;
  /** Name of the metric that a plateau watches. @defaultValue that of the file */
  readonly monitor?: string | undefined;
}

/** Checks the options of an importer; the errors name it. */
export const checkOptions = (importer: string, options: ImportOptions): ImportOptions =>
  defineKind<ImportOptions, ImportOptions, (options: ImportOptions) => ImportOptions>(
    importer,
    {
      package: "@anneal/import",
      options: {
        learningRate: nonNegative,
        stepsPerEpoch: positive,
        totalSteps: positive,
        warmupSteps: nonNegative,
        samplesPerStep: positive,
        tokensPerStep: positive,
        monitor: name,
      },
      defaults: {
        learningRate: undefined,
        stepsPerEpoch: undefined,
        totalSteps: undefined,
        warmupSteps: undefined,
        samplesPerStep: undefined,
        tokensPerStep: undefined,
        monitor: undefined,
      },
      build: (checked) => checked,
    },
    (checked) => checked,
  )(options);
