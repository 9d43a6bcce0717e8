import { wordsOf, type Convolution } from "../model/operation.ts";
import { writeActivation, writeActivationGradient } from "./activation.ts";
import { packedWords } from "./layout.ts";
import { pixelsOf, planPaddedImage, windowPlaces } from "./paddedImage.ts";
import { planPooledGradient, pooledGradientGroup } from "./pooledGradient.ts";
import { groupSize, groupsOf, type Planned, type Planning } from "./planned.ts";

/** The values of a tile of 4×4, each of which has a plane. */
const planes = 16;

/** Plans a convolution with filters of 3×3 and stride 1 by `kernels/winograd.h`. */
export function planWinograd(operation: Convolution, planning: Planning): Planned {
  const { x, y, window, activation, isPooled } = operation;
  const { layout, capacity, weights, zeros } = planning;
  const filter = weights[operation.filter]!;
  const bias = operation.bias === undefined ? undefined : weights[operation.bias]!;
  const [channels, columns] = [x.channels, y.channels];
  const [tileRows, tileColumns] = isPooled
    ? [y.height, y.width]
    : [Math.ceil(y.height / 2), Math.ceil(y.width / 2)];
  const tilesOfImage = tileRows * tileColumns;
  const group = groupSize(planes * tilesOfImage * (channels + columns));
  const images = Math.min(group, capacity);
  const padded = planPaddedImage(
    ...([planning, x, window, 2 * tileRows + 2, 2 * tileColumns + 2] as const),
    isPooled ? Math.max(group, pooledGradientGroup(operation)) : group,
  );
  const places = layout.table(
    windowPlaces(
      padded,
      images,
      pixelsOf(tileRows, tileColumns).map(([row, column]) => [2 * row, 2 * column] as const),
      channels,
    ),
  );
  const filterPlane = channels * columns;
  const transformed = layout.take(planes * filterPlane);
  const transformedGradient = isPooled ? 0 : layout.take(planes * filterPlane);
  const packedPlane = packedWords(channels, columns);
  const packed = layout.take(planes * packedPlane);
  const transposedPlane = packedWords(columns, channels);
  const packedTransposed = isPooled ? 0 : layout.take(planes * transposedPlane);
  const winners = isPooled ? layout.take(capacity * wordsOf(y)) : 0;
  const scratch = layout.scratch(
    planes * images * tilesOfImage * channels,
    planes * images * tilesOfImage * columns,
    images * padded.scratchWords,
  );
  const [xWords, yWords] = [wordsOf(x), wordsOf(y)];
  const output = layout.take(capacity * yWords);
  const isRectified = Number(activation.kind === "relu");
  const isDone = isPooled || ["relu", "linear"].includes(activation.kind);
  const biasPlace = bias?.value ?? zeros;
  const pooledGradient = isPooled
    ? planPooledGradient(operation, planning, padded, winners)
    : undefined;

  return {
    forward({ program, samples, x: from }) {
      program.add("winogradFilter", filter.value, filterPlane, transformed);
      program.add(
        ...(["pack", transformed, columns, 1, channels, columns] as const),
        ...[planes, filterPlane, packed, packedPlane],
      );
      const [inputs, products] = scratch() as [number, number];
      for (const [first, count] of groupsOf(samples, group)) {
        const tiles = count * tilesOfImage;
        const source = padded.enter(program, from + first * xWords, count);
        const to = output + first * yWords;
        const [inputPlane, plane] = [tiles * channels, tiles * columns];
        const transform = [places, tiles, padded.rowWords, channels, inputs, inputPlane] as const;
        program.add("winogradInput", source, ...transform);
        program.add(
          ...(["product", inputs, channels, 1, tiles, channels, packed, 0, columns] as const),
          ...[products, 0, planes, inputPlane, packedPlane, plane],
        );
        const ending = [columns, biasPlace, isRectified, to] as const;
        if (isPooled) {
          const winner = winners + first * yWords;
          program.add("winogradPooled", products, plane, tiles, ...ending, winner);
        } else {
          program.add("winogradOutput", products, plane, count, y.height, y.width, ...ending);
        }
      }
      if (!isDone) {
        const rows = samples * y.height * y.width;
        writeActivation(program, activation, { x: output, y: output, rows, columns, bias: 0 });
      }
      return output;
    },

    backward({ program, samples, x: from, dy, dx }) {
      const rows = samples * y.height * y.width;
      if (!pooledGradient) {
        writeActivationGradient(program, activation, { y: output, dy, count: rows * columns });
      }
      if (bias?.isTrained) program.add("sumRows", dy, winners, rows, columns, bias.gradient);
      if (pooledGradient) {
        pooledGradient({ program, samples, x: from, dy, dx });
        return dx;
      }
      if (dx) {
        // The transformed filter is that of the forward pass.
        program.add(
          ...(["pack", transformed, 1, columns, columns, channels] as const),
          ...[planes, filterPlane, packedTransposed, transposedPlane],
        );
      }
      const [inputs, products, gradients] = scratch() as [number, number, number];
      for (const [first, count] of groupsOf(samples, group)) {
        const tiles = count * tilesOfImage;
        const [inputPlane, plane] = [tiles * channels, tiles * columns];
        const gradient = dy + first * yWords;
        const outputs = [gradient, count, y.height, y.width, columns] as const;
        program.add("winogradOutputGradient", ...outputs, products, plane);
        if (filter.isTrained) {
          const source = padded.enter(program, from + first * xWords, count);
          const transform = [places, tiles, padded.rowWords, channels, inputs, inputPlane] as const;
          program.add("winogradInput", source, ...transform);
          program.add(
            ...(["product", inputs, 1, channels, channels, tiles, products, columns] as const),
            ...[columns, transformedGradient, Number(first > 0), planes],
            ...[inputPlane, plane, filterPlane],
          );
        }
        if (dx) {
          program.add(
            ...(["product", products, columns, 1, tiles, columns, packedTransposed, 0] as const),
            ...[channels, inputs, 0, planes, plane, transposedPlane, inputPlane],
          );
          padded.gradient(program, gradients, dx + first * xWords, count, (to) => {
            const geometry = [places, tiles, padded.rowWords, channels] as const;
            program.add("winogradInputGradient", inputs, inputPlane, ...geometry, to);
          });
        }
      }
      if (filter.isTrained) {
        program.add("winogradFilterGradient", transformedGradient, filterPlane, filter.gradient);
      }
      return dx;
    },
  };
}
