import { reduceLROnPlateau } from "../torch/reduceLROnPlateau.ts";

/**
 * `get_reduce_on_plateau_schedule`: PyTorch's `ReduceLROnPlateau`, and just the same as `torch.reduceLROnPlateau`
 * here.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(transformers.getReduceOnPlateauSchedule({ lr: 0.1, factor: 0.5, patience: 0 }));
 * [3, 2, 2].map((loss) => (run.advance(), run.observe(loss))); // => [0.1, 0.1, 0.05]
 * ```
 */
export const getReduceOnPlateauSchedule = reduceLROnPlateau;
