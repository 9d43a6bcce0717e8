import type { Micro, Results, Score, TrialResult } from "@anneal/experiment/records";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RunOutput } from "../src/storage/outputFolder.ts";

/** A generator whose first numbers do not tell its seed. */
function generatorOf(seed: number): ReturnType<typeof xoroshiro128plus> {
  const source = xoroshiro128plus(1_000_003 * seed);
  for (let skipped = 0; skipped < 20; skipped++) source.next();
  return source;
}

/** What one run has that another of the same code has not. */
export interface Circumstance {
  readonly seed: number;
  /**
   * Standard deviation of what is added to the accuracies: 0 on a deterministic backend, about 0.0015 elsewhere; four times
   * that for a constant rate, which is noisier at its end.
   */
  readonly noise?: number;
  /** Speed of the machine, as a multiple. */
  readonly machine?: number;
}

const share = (value: number): number => Math.min(1, Math.max(0, value));

/** Results of one more run of the same code. */
export function rerun(results: Results, { seed, noise = 0, machine = 1 }: Circumstance): Results {
  const source = generatorOf(seed);
  const random = () => uniformFloat64(source);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const trials = results.trials.map((result): TrialResult => {
    if (result.status === "failed") return result;
    const scale = (result.trial.name === "constant" ? 4 : 1) * noise;
    const moved = ({ accuracy = null, loss = null }: Score): Score => {
      const by = scale * normal();
      return {
        accuracy: accuracy === null ? null : share(accuracy + by),
        loss: loss === null ? null : loss - 2.5 * by,
      };
    };
    const { timings } = result;
    // What else runs on the machine: hardly seen in the processor time, and all the more on the clock.
    const own = machine * Math.exp(0.04 * normal());
    return {
      ...result,
      epochs: result.epochs.map((epoch) => ({
        ...epoch,
        training: moved(epoch.training),
        validation: moved(epoch.validation),
      })),
      test: result.test === null ? null : moved(result.test),
      timings: timings && {
        ...timings,
        // Now and then the matrix product is interrupted.
        gigaflops: timings.gigaflops * machine * (random() < 0.05 ? 0.05 : 1),
        epochs: timings.epochs.map(({ seconds, measured: { examples } }) => ({
          seconds,
          measured: {
            examples,
            seconds: (examples / 700) * Math.exp(0.4 * normal()),
            cpuSeconds: examples / (700 * own),
          },
        })),
      },
    };
  });
  return { ...results, trials };
}

const kernels = {
  Conv2D: 6e6,
  Conv2DBackpropFilter: 6.5e6,
  MaxPoolGrad: 0.9e6,
  "training step": 4e7,
};

/** Costs of calls, as a machine of some speed has them. */
export function costs(
  { seed, machine = 1 }: Circumstance,
  slowed: Readonly<Record<string, number>> = {},
): Micro {
  const source = generatorOf(seed);
  const around = (nanoseconds: number) =>
    (nanoseconds / machine) * (1 + 0.1 * (uniformFloat64(source) - 0.5));
  return {
    format: 1,
    protocol: 1,
    environment: { node: "20.20.2", platform: "linux x64", cpu: "A CPU", cores: 2, bench: "1.0.0" },
    backend: { name: "wasm", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" },
    reference: { nanoseconds: around(170_000), deviation: 1000 },
    kernels: Object.entries(kernels).map(([name, nanoseconds]) => ({
      name,
      nanoseconds: around(nanoseconds) * (slowed[name] ?? 1),
      deviation: 0.02 * nanoseconds,
    })),
    // In one process of fifteen the compiler leaves the cheapest call twice as dear.
    schedules: [
      ["constant", uniformFloat64(source) < 1 / 15 ? 20 : 11] as const,
      ["cosine", 24] as const,
    ].map(([name, nanoseconds]) => {
      const cost = around(nanoseconds) * (slowed[name] ?? 1);
      return {
        name,
        per: "step" as const,
        nanosecondsPerCall: cost,
        deviation: 0.2,
        nanosecondsPerStep: cost,
      };
    }),
  };
}

/** A run as `compare` reads it. */
export const outputOf = (path: string, results: Results, micro?: Micro): RunOutput => ({
  path,
  results,
  micro,
});
