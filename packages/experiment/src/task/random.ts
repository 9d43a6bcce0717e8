import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { JumpableRandomGenerator } from "pure-rand/types/JumpableRandomGenerator";

const purposes = ["weights", "order", "training"] as const;

/** Random numbers for one purpose, which do not depend on how many were drawn for another. */
function randomStream(seed: number, purpose: (typeof purposes)[number]): JumpableRandomGenerator {
  const generator = xoroshiro128plus(seed);
  for (let jumps = purposes.indexOf(purpose); jumps > 0; jumps--) generator.jump();
  return generator;
}

/**
 * A seed for the initializer of each of `count` layers, which follows from the seed of a trial.
 *
 * Each is from 1 to 2³¹ − 1, because TensorFlow.js takes 0 for no seed at all; other seeds of trials give other ones.
 *
 * @example
 * ```ts
 * const [first, second] = layerSeeds(1, 2);
 * [first, second]; // => [2147483647, 2130575329]
 * tf.layers.dense({ units: 10, kernelInitializer: tf.initializers.glorotUniform({ seed: first! }) });
 * ```
 */
export function layerSeeds(seed: number, count: number): readonly number[] {
  const generator = randomStream(seed, "weights");
  return Array.from({ length: count }, () => uniformInt(generator, 1, 0x7fff_ffff));
}

/** The numbers from 0 to `length − 1` in random order. */
export function shuffledIndices(seed: number, length: number): Uint32Array {
  const generator = randomStream(seed, "order");
  const indices = Uint32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = uniformInt(generator, 0, last);
    [indices[last], indices[other]] = [indices[other]!, indices[last]!];
  }
  return indices;
}

/** Where the seeded `Math.random` stands. */
export interface Draws {
  /** How many numbers it has given. */
  readonly count: number;
  /** Passes over numbers, until it has given `count`. */
  skipTo(count: number): void;
}

/**
 * Runs `body` with a seeded `Math.random`, from which TensorFlow.js draws the order of the batches.
 *
 * The former one is put back whatever happens.
 */
export async function withSeededMathRandom<Result>(
  seed: number,
  body: (draws: Draws) => Promise<Result>,
): Promise<Result> {
  const generator = randomStream(seed, "training");
  const { random } = Math;
  let count = 0;
  const next = (): number => {
    count++;
    return uniformFloat64(generator);
  };
  Math.random = next;
  try {
    return await body({
      get count() {
        return count;
      },
      skipTo(position) {
        while (count < position) next();
      },
    });
  } finally {
    Math.random = random;
  }
}
