import { loadLanes, multiplyAdd, storeLanes, vectorBytes } from "./lanes";
import { Window } from "./window";

/**
 * Gradient of a depthwise convolution of one image with respect to its input.
 *
 * @param taps - Room for two words for each tap of the filter.
 */
export function depthwiseInputGradient(
  dy: usize,
  filter: usize,
  dx: usize,
  taps: usize,
  window: Window,
): void {
  const channels = window.channels;
  const outWidth = window.outWidth;
  const filterWidth = window.filterWidth;
  const strideHeight = window.strideHeight;
  const strideWidth = window.strideWidth;
  const pixelBytes = channels << 2;
  for (let row = 0; row < window.height; row++) {
    for (let column = 0; column < window.width; column++) {
      // The taps under which this pixel lay, found once for all channels.
      let tapsEnd = taps;
      for (let filterRow = 0; filterRow < window.filterHeight; filterRow++) {
        const down = row + window.top - filterRow * window.dilationHeight;
        const outRow = down / strideHeight;
        if (down < 0 || outRow >= window.outHeight || outRow * strideHeight !== down) continue;
        for (let filterColumn = 0; filterColumn < filterWidth; filterColumn++) {
          const across = column + window.left - filterColumn * window.dilationWidth;
          const outColumn = across / strideWidth;
          if (across < 0 || outColumn >= outWidth || outColumn * strideWidth !== across) continue;
          store<u32>(tapsEnd, (outRow * outWidth + outColumn) * pixelBytes);
          store<u32>(tapsEnd, (filterRow * filterWidth + filterColumn) * pixelBytes, 4);
          tapsEnd += 8;
        }
      }
      let channel = 0;
      for (; channel + 16 <= channels; channel += 16) {
        const at = channel << 2;
        let sum0 = f32x4.splat(0);
        let sum1 = sum0;
        let sum2 = sum0;
        let sum3 = sum0;
        for (let tap = taps; tap < tapsEnd; tap += 8) {
          const gradient = dy + load<u32>(tap) + at;
          const weight = filter + load<u32>(tap, 4) + at;
          sum0 = multiplyAdd(v128.load(gradient), v128.load(weight), sum0);
          sum1 = multiplyAdd(v128.load(gradient, 16), v128.load(weight, 16), sum1);
          sum2 = multiplyAdd(v128.load(gradient, 32), v128.load(weight, 32), sum2);
          sum3 = multiplyAdd(v128.load(gradient, 48), v128.load(weight, 48), sum3);
        }
        v128.store(dx, sum0);
        v128.store(dx, sum1, 16);
        v128.store(dx, sum2, 32);
        v128.store(dx, sum3, 48);
        dx += 4 * vectorBytes;
      }
      while (channel < channels) {
        const isFull = channels - channel >= 4;
        const at = channel << 2;
        let sum = f32x4.splat(0);
        for (let tap = taps; tap < tapsEnd; tap += 8) {
          const gradient = loadLanes(dy + load<u32>(tap) + at, isFull);
          const weight = loadLanes(filter + load<u32>(tap, 4) + at, isFull);
          sum = multiplyAdd(gradient, weight, sum);
        }
        storeLanes(dx, sum, isFull);
        const step = isFull ? 4 : 1;
        dx += step << 2;
        channel += step;
      }
    }
  }
}

/**
 * Adds the products of one image and of the gradient of its depthwise convolution to the gradient of the filter. The
 * products of an image are summed before they are added.
 */
export function addDepthwiseFilterGradient(x: usize, dy: usize, dw: usize, window: Window): void {
  const width = window.width;
  const channels = window.channels;
  const outWidth = window.outWidth;
  const strideHeight = window.strideHeight;
  const strideWidth = window.strideWidth;
  const pixelBytes = channels << 2;
  const stepBytes = strideWidth * pixelBytes;
  for (let filterRow = 0; filterRow < window.filterHeight; filterRow++) {
    const down = filterRow * window.dilationHeight - window.top;
    const firstRow = firstInside(down, strideHeight);
    const endRow = min(window.outHeight, endInside(down, strideHeight, window.height));
    for (let filterColumn = 0; filterColumn < window.filterWidth; filterColumn++) {
      const across = filterColumn * window.dilationWidth - window.left;
      const firstColumn = firstInside(across, strideWidth);
      const endColumn = min(outWidth, endInside(across, strideWidth, width));
      let channel = 0;
      while (channel < channels) {
        const vectors = channels - channel >= 16 ? 4 : 1;
        const isFull = channels - channel >= 4;
        let sum0 = f32x4.splat(0);
        let sum1 = sum0;
        let sum2 = sum0;
        let sum3 = sum0;
        for (let outRow = firstRow; outRow < endRow; outRow++) {
          const start = outRow * outWidth;
          let gradient = dy + (start + firstColumn) * pixelBytes + (channel << 2);
          const end = dy + (start + endColumn) * pixelBytes + (channel << 2);
          let pixel =
            x +
            ((outRow * strideHeight + down) * width + firstColumn * strideWidth + across) *
              pixelBytes +
            (channel << 2);
          for (; gradient < end; gradient += pixelBytes) {
            if (vectors === 4) {
              sum0 = multiplyAdd(v128.load(pixel), v128.load(gradient), sum0);
              sum1 = multiplyAdd(v128.load(pixel, 16), v128.load(gradient, 16), sum1);
              sum2 = multiplyAdd(v128.load(pixel, 32), v128.load(gradient, 32), sum2);
              sum3 = multiplyAdd(v128.load(pixel, 48), v128.load(gradient, 48), sum3);
            } else {
              sum0 = multiplyAdd(loadLanes(pixel, isFull), loadLanes(gradient, isFull), sum0);
            }
            pixel += stepBytes;
          }
        }
        storeLanes(dw, f32x4.add(loadLanes(dw, isFull), sum0), isFull);
        if (vectors === 4) {
          v128.store(dw, f32x4.add(v128.load(dw, 16), sum1), 16);
          v128.store(dw, f32x4.add(v128.load(dw, 32), sum2), 32);
          v128.store(dw, f32x4.add(v128.load(dw, 48), sum3), 48);
        }
        const step = isFull ? vectors << 2 : 1;
        dw += step << 2;
        channel += step;
      }
    }
  }
}

/** The first output whose tap is not before the image. */
function firstInside(offset: i32, stride: i32): i32 {
  return offset < 0 ? (stride - 1 - offset) / stride : 0;
}

/** The first output whose tap is behind an image of this size. */
function endInside(offset: i32, stride: i32, size: i32): i32 {
  return offset < size ? (size - 1 - offset) / stride + 1 : 0;
}

/** Repeats each of `count` values, as for the channels of a depthwise convolution with a multiplier. */
export function repeatValues(from: usize, count: i32, times: i32, to: usize): void {
  for (let index = 0; index < count; index++) {
    const value = load<f32>(from + (index << 2));
    for (let copy = 0; copy < times; copy++) {
      store<f32>(to, value);
      to += 4;
    }
  }
}

/** The counterpart of {@link repeatValues}: sums each group of `times` values. */
export function sumGroups(from: usize, count: i32, times: i32, to: usize): void {
  for (let index = 0; index < count; index++) {
    let sum: f32 = 0;
    for (let copy = 0; copy < times; copy++) {
      sum += load<f32>(from);
      from += 4;
    }
    store<f32>(to + (index << 2), sum);
  }
}
