import { randomFrom } from "./random.ts";

/** The pictures are as many pixels wide as high. */
export const side = 8;

/**
 * Pictures of a bar each, grey values from 0 to 1 with some noise.
 *
 * @param kinds - 0 lies, 1 stands, 2 falls to the right and 3 to the left; the pictures take turns.
 */
export function bars(count: number, kinds: readonly number[], seed: number) {
  const random = randomFrom(seed);
  const pixels = new Float32Array(count * side * side);
  const classes = new Float32Array(count);
  for (let picture = 0; picture < count; picture++) {
    const label = picture % kinds.length;
    const shift = Math.floor(random() * side);
    classes[picture] = label;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const distance = [row, column, row - column, row + column][kinds[label]!]! - shift;
        const grey = distance % side === 0 ? 0.8 : 0.1;
        pixels[(picture * side + row) * side + column] = grey + 0.1 * random();
      }
    }
  }
  return {
    pixels: { values: pixels, shape: [count, side * side] },
    classes: { values: classes, shape: [count] },
  };
}
