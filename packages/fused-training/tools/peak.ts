import type { Engine } from "../src/engine/engine.ts";
import { writeProgram } from "../src/plan/kernels.ts";

const [rows, depth, columns, repeated] = [48, 64, 32, 400] as const;

/**
 * A function that tells which GFLOPS the tiles of the matrix product reach where everything is in the fastest cache: the peak
 * of whatever an engine computes.
 */
export function createPeak(engine: Engine): () => number {
  // 16 words are the arena's own; the program is behind the factors and their product.
  const a = 64;
  const b = a + rows * depth;
  const y = b + depth * columns;
  const place = y + rows * columns;
  const program = writeProgram((writer) => {
    const factors = [a, depth, 1, rows, depth, b, 0, columns] as const;
    writer.add("product", ...factors, y, 0, repeated, 0, 0, 0);
  });
  const arena = engine.createArena(place + program.length);
  arena.floats.fill(0.5, a, y);
  arena.words.set(program, place);
  return () => {
    let best = Infinity;
    // The best of some: what else runs on the machine only adds.
    for (let round = 0; round < 9; round++) {
      const began = performance.now();
      arena.run(place, program.length);
      best = Math.min(best, performance.now() - began);
    }
    return (2 * rows * depth * columns * repeated) / best / 1e6;
  };
}
