import { highDoubles, loadLanes, lowDoubles, storeLanes, toFloats, vectorBytes } from "./lanes";
import { Window } from "./window";

/**
 * Gradient of max pooling with windows that share no pixel: each hands its gradient to its first maximum. A window points
 * nowhere until it meets a value above -Infinity. Pixels outside of all windows are left as they are.
 */
export function maxPoolGradientApart(
  x: usize,
  dy: usize,
  dx: usize,
  images: i32,
  window: Window,
): void {
  const width = window.width;
  const channels = window.channels;
  const pixelBytes = channels << 2;
  const rowBytes = width * pixelBytes;
  const imageBytes = window.height * rowBytes;
  for (let image = 0; image < images; image++) {
    for (let outRow = 0; outRow < window.outHeight; outRow++) {
      const row0 = outRow * window.strideHeight - window.top;
      const firstRow = max(0, row0);
      const endRow = min(window.height, row0 + window.filterHeight);
      for (let outColumn = 0; outColumn < window.outWidth; outColumn++) {
        const column0 = outColumn * window.strideWidth - window.left;
        const firstColumn = max(0, column0);
        const endColumn = min(width, column0 + window.filterWidth);
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
    x += imageBytes;
    dx += imageBytes;
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
export function findWinners(x: usize, winners: usize, window: Window): void {
  const width = window.width;
  const channels = window.channels;
  const filterWidth = window.filterWidth;
  for (let outRow = 0; outRow < window.outHeight; outRow++) {
    const row0 = outRow * window.strideHeight - window.top;
    const firstRow = max(0, row0);
    const endRow = min(window.height, row0 + window.filterHeight);
    for (let outColumn = 0; outColumn < window.outWidth; outColumn++) {
      const column0 = outColumn * window.strideWidth - window.left;
      const firstColumn = max(0, column0);
      const endColumn = min(width, column0 + filterWidth);
      let channel = 0;
      while (channel < channels) {
        const isFull = channels - channel >= 4;
        let largest = f32x4.splat(-Infinity);
        let winner = i32x4.splat(-1);
        for (let row = firstRow; row < endRow; row++) {
          for (let column = firstColumn; column < endColumn; column++) {
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
export function sumWindows(dy: usize, winners: usize, dx: usize, window: Window, scale: f64): void {
  const channels = window.channels;
  const outWidth = window.outWidth;
  const strideHeight = window.strideHeight;
  const strideWidth = window.strideWidth;
  const scales = f64x2.splat(scale);
  for (let row = 0; row < window.height; row++) {
    const down = row + window.top;
    const firstOutRow = (max(0, down - window.filterHeight + 1) + strideHeight - 1) / strideHeight;
    const lastOutRow = min(window.outHeight - 1, down / strideHeight);
    for (let column = 0; column < window.width; column++) {
      const across = column + window.left;
      const firstOutColumn =
        (max(0, across - window.filterWidth + 1) + strideWidth - 1) / strideWidth;
      const lastOutColumn = min(outWidth - 1, across / strideWidth);
      let channel = 0;
      while (channel < channels) {
        const isFull = channels - channel >= 4;
        let low = f64x2.splat(0);
        let high = low;
        for (let outRow = firstOutRow; outRow <= lastOutRow; outRow++) {
          const rowKey = (down - outRow * strideHeight) * window.filterWidth + across;
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
