import { wordsOf, type Depthwise } from "../model/operation.ts";
import { writeActivation, writeActivationGradient } from "./activation.ts";
import { pixelsOf, planPaddedImage, windowPlaces } from "./paddedImage.ts";
import { groupSize, groupsOf, type Planned, type Planning } from "./planned.ts";

/** Plans a convolution whose channels do not meet: each has filters of its own. */
export function planDepthwise(operation: Depthwise, planning: Planning): Planned {
  const { x, y, window, multiplier, activation } = operation;
  const { layout, capacity, weights } = planning;
  const filter = weights[operation.filter]!;
  const bias = operation.bias === undefined ? undefined : weights[operation.bias]!;
  const reach = (count: number, stride: number, size: number, dilation: number) =>
    (count - 1) * stride + (size - 1) * dilation + 1;
  const group = groupSize(wordsOf(x) + wordsOf(y));
  const images = Math.min(group, capacity);
  const padded = planPaddedImage(
    planning,
    x,
    window,
    reach(y.height, window.strideHeight, window.filterHeight, window.dilationHeight),
    reach(y.width, window.strideWidth, window.filterWidth, window.dilationWidth),
    group,
  );
  const pixels = y.height * y.width;
  const places = layout.table(
    windowPlaces(
      padded,
      images,
      pixelsOf(y.height, y.width).map(
        ([row, column]) => [row * window.strideHeight, column * window.strideWidth] as const,
      ),
      x.channels,
    ),
  );
  const tapPlaces = pixelsOf(window.filterHeight, window.filterWidth).map(
    ([row, column]) =>
      row * window.dilationHeight * padded.rowWords + column * window.dilationWidth * x.channels,
  );
  const taps = [layout.table(tapPlaces), tapPlaces.length] as const;
  const filterWords = tapPlaces.length * y.channels;
  const sizes = [filter.value, x.channels, multiplier] as const;
  const scratch = layout.scratch(images * padded.scratchWords, filterWords);
  const [xWords, yWords] = [wordsOf(x), wordsOf(y)];
  const output = layout.take(capacity * yWords);
  return {
    forward({ program, samples, x: from }) {
      for (const [first, count] of groupsOf(samples, group)) {
        const source = padded.enter(program, from + first * xWords, count);
        const to = output + first * yWords;
        program.add("depthwise", source, places, count * pixels, ...taps, ...sizes, to);
      }
      writeActivation(program, activation, {
        ...{ x: output, y: output, rows: samples * pixels, columns: y.channels },
        bias: bias?.value ?? 0,
      });
      return output;
    },
    backward({ program, samples, x: from, dy, dx }) {
      const rows = samples * pixels;
      writeActivationGradient(program, activation, { y: output, dy, count: rows * y.channels });
      if (bias?.isTrained) program.add("sumRows", dy, 0, rows, y.channels, bias.gradient);
      const [gradients, unwanted] = scratch() as [number, number];
      const totals = filter.isTrained ? filter.gradient : unwanted;
      program.add("clear", totals, filterWords);
      for (const [first, count] of groupsOf(samples, group)) {
        const source = padded.enter(program, from + first * xWords, count);
        const write = (to: number): void => {
          const gradient = [dy + first * yWords, totals, to] as const;
          const shared = [source, places, count * pixels, ...taps, ...sizes] as const;
          program.add("depthwiseGradient", ...shared, ...gradient);
        };
        if (dx) padded.gradient(program, gradients, dx + first * xWords, count, write);
        else write(0);
      }
      return dx;
    },
  };
}
