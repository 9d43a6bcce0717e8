import { multiplyAdd, panelBytes, panelColumns, vectorBytes } from "./lanes";

/** Rows and pixels are taken four at a time: with two vectors of a panel each, eight sums hide the latency of one. */
const tile: i32 = 4;

/** As many places as share a panel of weights before the next one is read into the cache. */
const block: i32 = 256;

/** Stores the first columns of a panel row. */
function storeColumns(address: usize, low: v128, high: v128, columns: i32): void {
  if (columns >= panelColumns) {
    v128.store(address, low);
    v128.store(address, high, vectorBytes);
    return;
  }
  if (columns >= 4) {
    v128.store(address, low);
    address += vectorBytes;
    columns -= 4;
    low = high;
  }
  if (columns > 0) v128.store32_lane(address, low, 0);
  if (columns > 1) v128.store32_lane(address, low, 1, 4);
  if (columns > 2) v128.store32_lane(address, low, 2, 8);
}

/**
 * The convolution of one image; with one run, the product of two matrices.
 *
 * ```text
 * y[targets[p]][o] = Σ_r Σ_k  x[places[p] + runs[r] + k] · weights[r · runLength + k][o]
 * ```
 *
 * @param x - The padded image.
 * @param places - For each pixel of the output, where its first tap is in `x`, in bytes.
 * @param targets - For each pixel of the output, where it is in `y`, in bytes.
 * @param runs - Where the runs of consecutive taps begin, in bytes from the first tap.
 * @param weights - In panels of eight columns, as `packPanels` makes them.
 */
export function convolve(
  x: usize,
  places: usize,
  targets: usize,
  pixels: i32,
  runs: usize,
  runCount: i32,
  runBytes: usize,
  weights: usize,
  y: usize,
  columns: i32,
): void {
  const panelStep = usize(runCount) * runBytes * panelColumns;
  const runsEnd = runs + (runCount << 2);
  for (let first = 0; first < pixels; first += block) {
    const last = min(first + block, pixels) - 1;
    let panel = weights;
    for (let column = 0; column < columns; column += panelColumns) {
      for (let pixel = first; pixel <= last; pixel += tile) {
        // The last tile computes its last pixel more than once rather than being a case of its own.
        const second = min(pixel + 1, last) << 2;
        const third = min(pixel + 2, last) << 2;
        const fourth = min(pixel + 3, last) << 2;
        const x0 = x + load<u32>(places + (pixel << 2));
        const x1 = x + load<u32>(places + second);
        const x2 = x + load<u32>(places + third);
        const x3 = x + load<u32>(places + fourth);
        let low0 = f32x4.splat(0);
        let low1 = low0;
        let low2 = low0;
        let low3 = low0;
        let high0 = low0;
        let high1 = low0;
        let high2 = low0;
        let high3 = low0;
        let weight = panel;
        for (let run = runs; run < runsEnd; run += 4) {
          const offset: usize = load<u32>(run);
          let tap0 = x0 + offset;
          let tap1 = x1 + offset;
          let tap2 = x2 + offset;
          let tap3 = x3 + offset;
          const end = tap0 + runBytes;
          while (tap0 < end) {
            const low = v128.load(weight);
            const high = v128.load(weight, vectorBytes);
            weight += panelBytes;
            const value0 = v128.load32_splat(tap0);
            low0 = multiplyAdd(value0, low, low0);
            high0 = multiplyAdd(value0, high, high0);
            const value1 = v128.load32_splat(tap1);
            low1 = multiplyAdd(value1, low, low1);
            high1 = multiplyAdd(value1, high, high1);
            const value2 = v128.load32_splat(tap2);
            low2 = multiplyAdd(value2, low, low2);
            high2 = multiplyAdd(value2, high, high2);
            const value3 = v128.load32_splat(tap3);
            low3 = multiplyAdd(value3, low, low3);
            high3 = multiplyAdd(value3, high, high3);
            tap0 += 4;
            tap1 += 4;
            tap2 += 4;
            tap3 += 4;
          }
        }
        const to = y + (column << 2);
        const width = columns - column;
        storeColumns(to + load<u32>(targets + (pixel << 2)), low0, high0, width);
        storeColumns(to + load<u32>(targets + second), low1, high1, width);
        storeColumns(to + load<u32>(targets + third), low2, high2, width);
        storeColumns(to + load<u32>(targets + fourth), low3, high3, width);
      }
      panel += panelStep;
    }
  }
}

/**
 * Adds the products of one image and of the gradient of its convolution to the gradient of the filter.
 *
 * ```text
 * totals[panel][r][k]  +=  Σ_p  x[place of p + runs[r] + k] · dy[panel][p]
 * ```
 *
 * The products of an image are summed before they are added, so that the error grows with the pixels of an image
 * and the number of images, not with their product.
 *
 * @param x - The padded image.
 * @param rowStep - Bytes in `x` from one row of the output to the next.
 * @param columnStep - Bytes in `x` from one column of the output to the next.
 * @param runLength - Taps in a run.
 * @param dy - Panels of eight columns.
 * @param dyPanelStep - Bytes from one panel to the next.
 * @param dyPixelStep - Bytes within a panel from one pixel to the next.
 * @param totals - Tiles of four taps and eight columns, one after the other.
 */
export function addFilterGradient(
  x: usize,
  rowStep: usize,
  columnStep: usize,
  outRows: i32,
  outColumns: i32,
  runs: usize,
  runCount: i32,
  runLength: i32,
  dy: usize,
  dyPanelStep: usize,
  dyPixelStep: usize,
  panels: i32,
  totals: usize,
): void {
  const runsEnd = runs + (runCount << 2);
  const rowBytes = usize(outColumns) * columnStep;
  for (let panel = 0; panel < panels; panel++) {
    for (let run = runs; run < runsEnd; run += 4) {
      const taps = x + load<u32>(run);
      for (let tap = 0; tap < runLength; tap += tile) {
        // Taps beyond the run are its last one again, and left out when the totals are read.
        const tap0 = taps + (tap << 2);
        const to1 = (min(tap + 1, runLength - 1) - tap) << 2;
        const to2 = (min(tap + 2, runLength - 1) - tap) << 2;
        const to3 = (min(tap + 3, runLength - 1) - tap) << 2;
        let low0 = f32x4.splat(0);
        let low1 = low0;
        let low2 = low0;
        let low3 = low0;
        let high0 = low0;
        let high1 = low0;
        let high2 = low0;
        let high3 = low0;
        let gradient = dy;
        let row = tap0;
        for (let outRow = 0; outRow < outRows; outRow++) {
          const end = row + rowBytes;
          for (let place = row; place < end; place += columnStep) {
            const low = v128.load(gradient);
            const high = v128.load(gradient, vectorBytes);
            gradient += dyPixelStep;
            const value0 = v128.load32_splat(place);
            low0 = multiplyAdd(value0, low, low0);
            high0 = multiplyAdd(value0, high, high0);
            const value1 = v128.load32_splat(place + to1);
            low1 = multiplyAdd(value1, low, low1);
            high1 = multiplyAdd(value1, high, high1);
            const value2 = v128.load32_splat(place + to2);
            low2 = multiplyAdd(value2, low, low2);
            high2 = multiplyAdd(value2, high, high2);
            const value3 = v128.load32_splat(place + to3);
            low3 = multiplyAdd(value3, low, low3);
            high3 = multiplyAdd(value3, high, high3);
          }
          row += rowStep;
        }
        addTo(totals, low0, high0);
        addTo(totals + panelBytes, low1, high1);
        addTo(totals + 2 * panelBytes, low2, high2);
        addTo(totals + 3 * panelBytes, low3, high3);
        totals += 4 * panelBytes;
      }
    }
    dy += dyPanelStep;
  }
}

function addTo(total: usize, low: v128, high: v128): void {
  v128.store(total, f32x4.add(v128.load(total), low));
  v128.store(total, f32x4.add(v128.load(total, vectorBytes), high), vectorBytes);
}

/** Copies what {@link addFilterGradient} summed into a filter of consecutive runs. */
export function storeFilterGradient(
  totals: usize,
  runCount: i32,
  runLength: i32,
  columns: i32,
  filter: usize,
): void {
  const rowBytes = columns << 2;
  for (let column = 0; column < columns; column += panelColumns) {
    let to = filter + (column << 2);
    for (let run = 0; run < runCount; run++) {
      for (let tap = 0; tap < runLength; tap++) {
        const from = totals + usize(tap) * panelBytes;
        storeColumns(to, v128.load(from), v128.load(from, vectorBytes), columns - column);
        to += rowBytes;
      }
      totals += usize((runLength + tile - 1) & -tile) * panelBytes;
    }
  }
}
