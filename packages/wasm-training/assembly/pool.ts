import { highDoubles, loadLanes, lowDoubles, storeLanes, toFloats, vectorBytes } from "./lanes";

/**
 * Gradient of max pooling with windows that share no pixel: each hands its gradient to its first maximum. A window points
 * nowhere until it meets a value above -Infinity. Pixels outside of all windows are left as they are.
 *
 * @param top - Rows of padding above the image.
 * @param left - Columns of padding before the image.
 */
export function maxPoolGradientApart(
  x: usize,
  dy: usize,
  dx: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  const pixelBytes = channels << 2;
  const rowBytes = width * pixelBytes;
  for (let image = 0; image < images; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      const firstRow = max(0, outRow * strideHeight - top);
      const endRow = min(height, outRow * strideHeight - top + filterHeight);
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const firstColumn = max(0, outColumn * strideWidth - left);
        const endColumn = min(width, outColumn * strideWidth - left + filterWidth);
        const start = firstRow * rowBytes + firstColumn * pixelBytes;
        const windowBytes = (endColumn - firstColumn) * pixelBytes;
        const end = endRow * rowBytes;
        let channel = 0;
        if (endRow - firstRow === 2 && endColumn - firstColumn === 2) {
          channel = channels & -4;
          maxPoolGradientOfFour(x + start, dy, dx + start, channel, pixelBytes, rowBytes);
          dy += channel << 2;
        }
        while (channel < channels) {
          const isFull = channels - channel >= 4;
          let largest = f32x4.splat(-Infinity);
          let winner = i32x4.splat(-1);
          let key = 0;
          for (let row = start + (channel << 2); row < end; row += rowBytes) {
            for (let pixel = row; pixel < row + windowBytes; pixel += pixelBytes) {
              const value = loadLanes(x + pixel, isFull);
              const isLarger = f32x4.gt(value, largest);
              largest = v128.bitselect(value, largest, isLarger);
              winner = v128.bitselect(i32x4.splat(key), winner, isLarger);
              key++;
            }
          }
          const gradient = loadLanes(dy, isFull);
          key = 0;
          for (let row = start + (channel << 2); row < end; row += rowBytes) {
            for (let pixel = row; pixel < row + windowBytes; pixel += pixelBytes) {
              const isWinner = i32x4.eq(winner, i32x4.splat(key));
              storeLanes(dx + pixel, v128.and(gradient, isWinner), isFull);
              key++;
            }
          }
          const step = isFull ? 4 : 1;
          dy += step << 2;
          channel += step;
        }
      }
    }
    x += height * rowBytes;
    dx += height * rowBytes;
  }
}

/**
 * The same for one window of two rows and two columns, the most common one, without loops over its pixels.
 *
 * @param channels - A multiple of four.
 */
function maxPoolGradientOfFour(
  x: usize,
  dy: usize,
  dx: usize,
  channels: i32,
  pixelBytes: usize,
  rowBytes: usize,
): void {
  const end = dy + (channels << 2);
  while (dy < end) {
    // Where a comparison with NaN is false, the value so far is kept.
    let largest = f32x4.splat(-Infinity);
    const value0 = v128.load(x);
    const is0 = f32x4.gt(value0, largest);
    largest = v128.bitselect(value0, largest, is0);
    const value1 = v128.load(x + pixelBytes);
    const is1 = f32x4.gt(value1, largest);
    largest = v128.bitselect(value1, largest, is1);
    const value2 = v128.load(x + rowBytes);
    const is2 = f32x4.gt(value2, largest);
    largest = v128.bitselect(value2, largest, is2);
    const is3 = f32x4.gt(v128.load(x + rowBytes + pixelBytes), largest);
    let gradient = v128.load(dy);
    v128.store(dx + rowBytes + pixelBytes, v128.and(gradient, is3));
    gradient = v128.andnot(gradient, is3);
    v128.store(dx + rowBytes, v128.and(gradient, is2));
    gradient = v128.andnot(gradient, is2);
    v128.store(dx + pixelBytes, v128.and(gradient, is1));
    v128.store(dx, v128.and(v128.andnot(gradient, is1), is0));
    x += vectorBytes;
    dy += vectorBytes;
    dx += vectorBytes;
  }
}

/**
 * The first maximum of each window of one image, as its place in the window, row by row; -1 where no value is above
 * -Infinity.
 *
 * @param winners - Where the places go, in the order of the output.
 */
export function findWinners(
  x: usize,
  winners: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
): void {
  for (let outRow = 0; outRow < outHeight; outRow++) {
    const row0 = outRow * strideHeight - top;
    for (let outColumn = 0; outColumn < outWidth; outColumn++) {
      const column0 = outColumn * strideWidth - left;
      let channel = 0;
      while (channel < channels) {
        const isFull = channels - channel >= 4;
        let largest = f32x4.splat(-Infinity);
        let winner = i32x4.splat(-1);
        for (let row = max(0, row0); row < min(height, row0 + filterHeight); row++) {
          for (let column = max(0, column0); column < min(width, column0 + filterWidth); column++) {
            const value = loadLanes(
              x + (((row * width + column) * channels + channel) << 2),
              isFull,
            );
            const key = (row - row0) * filterWidth + column - column0;
            const isLarger = f32x4.gt(value, largest);
            largest = v128.bitselect(value, largest, isLarger);
            winner = v128.bitselect(i32x4.splat(key), winner, isLarger);
          }
        }
        storeLanes(winners, winner, isFull);
        const step = isFull ? 4 : 1;
        winners += step << 2;
        channel += step;
      }
    }
  }
}

/**
 * For each pixel of one image, the sum of the gradients of the windows it is in, in the order of the windows, in double
 * precision, times `scale`.
 *
 * @param winners - If not 0, a window counts only for the pixel that {@link findWinners} found in it.
 */
export function sumWindows(
  dy: usize,
  winners: usize,
  dx: usize,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filterHeight: i32,
  filterWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  top: i32,
  left: i32,
  scale: f64,
): void {
  const scales = f64x2.splat(scale);
  for (let row = 0; row < height; row++) {
    const firstOutRow = (max(0, row + top - filterHeight + 1) + strideHeight - 1) / strideHeight;
    const lastOutRow = min(outHeight - 1, (row + top) / strideHeight);
    for (let column = 0; column < width; column++) {
      const firstOutColumn =
        (max(0, column + left - filterWidth + 1) + strideWidth - 1) / strideWidth;
      const lastOutColumn = min(outWidth - 1, (column + left) / strideWidth);
      let channel = 0;
      while (channel < channels) {
        const isFull = channels - channel >= 4;
        let low = f64x2.splat(0);
        let high = low;
        for (let outRow = firstOutRow; outRow <= lastOutRow; outRow++) {
          const rowKey = (row + top - outRow * strideHeight) * filterWidth + column + left;
          for (let outColumn = firstOutColumn; outColumn <= lastOutColumn; outColumn++) {
            const at = ((outRow * outWidth + outColumn) * channels + channel) << 2;
            let gradient = loadLanes(dy + at, isFull);
            if (winners !== 0) {
              const key = i32x4.splat(rowKey - outColumn * strideWidth);
              gradient = v128.and(gradient, i32x4.eq(loadLanes(winners + at, isFull), key));
            }
            low = f64x2.add(low, lowDoubles(gradient));
            high = f64x2.add(high, highDoubles(gradient));
          }
        }
        storeLanes(dx, toFloats(f64x2.mul(low, scales), f64x2.mul(high, scales)), isFull);
        const step = isFull ? 4 : 1;
        dx += step << 2;
        channel += step;
      }
    }
  }
}
