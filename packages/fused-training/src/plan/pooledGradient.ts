import { wordsOf, type Convolution } from "../model/operation.ts";
import type { ProgramWriter } from "./kernels.ts";
import { pixelsOf, tapRuns, windowPlaces, type PaddedImage } from "./paddedImage.ts";
import { groupSize, groupsOf, type Planning } from "./planned.ts";

/** What the gradients of a convolution are written from, and where they belong. */
interface Pass {
  readonly program: ProgramWriter;
  readonly samples: number;
  readonly x: number;
  readonly dy: number;
  /** 0 if it is not wanted. */
  readonly dx: number;
}

/** How many images' gradients are formed together. */
export const pooledGradientGroup = ({ x, y }: Convolution): number =>
  groupSize(wordsOf(x) + 2 * wordsOf(y));

/**
 * Plans the gradients of a convolution with a max pooling behind it, by `kernels/winners.h`.
 *
 * @param padded - The images, with room for so many as {@link pooledGradientGroup} tells.
 * @param winners - Where the winner of each window is, as the forward pass found it.
 */
export function planPooledGradient(
  operation: Convolution,
  { layout, capacity, weights }: Planning,
  padded: PaddedImage,
  winners: number,
): (pass: Pass) => void {
  const { x, y, window } = operation;
  const filter = weights[operation.filter]!;
  const columns = y.channels;
  const group = pooledGradientGroup(operation);
  const images = Math.min(group, capacity);
  const right = window.strideWidth * x.channels;
  const down = window.strideHeight * padded.rowWords;
  const places = layout.table(
    windowPlaces(
      padded,
      images,
      pixelsOf(y.height, y.width).map(
        ([row, column]) =>
          [2 * row * window.strideHeight, 2 * column * window.strideWidth] as const,
      ),
      x.channels,
    ),
  );
  const { places: runs, length } = tapRuns(padded, window, x.channels);
  const filterWords = runs.length * length * columns;
  const windows = [places, right, down, layout.table(runs), runs.length, length] as const;
  const outputs = y.height * y.width;
  const scratch = layout.scratch(filterWords, filterWords, images * padded.scratchWords);
  const [xWords, yWords] = [wordsOf(x), wordsOf(y)];

  return ({ program, samples, x: from, dy, dx }) => {
    const [transposed, totals, gradients] = scratch() as [number, number, number];
    if (dx) program.add("transpose", filter.value, runs.length, length, columns, transposed);
    if (filter.isTrained) program.add("clear", totals, filterWords);
    for (const [first, count] of groupsOf(samples, group)) {
      const handed = [dy + first * yWords, winners + first * yWords, columns] as const;
      if (filter.isTrained) {
        const source = padded.enter(program, from + first * xWords, count);
        program.add(
          ...(["winnersFilterGradient", source, ...windows, count * outputs] as const),
          ...([...handed, totals] as const),
        );
      }
      if (dx) {
        padded.gradient(program, gradients, dx + first * xWords, count, (to) => {
          const from = [...handed, ...windows, outputs, transposed] as const;
          program.add("winnersInputGradient", ...from, to, count);
        });
      }
    }
    if (filter.isTrained) {
      program.add("transpose", totals, runs.length, columns, length, filter.gradient);
    }
  };
}
