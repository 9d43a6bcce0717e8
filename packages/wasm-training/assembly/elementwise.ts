import { highDoubles, loadLanes, lowDoubles, storeLanes, toFloats } from "./lanes";

/** The sums of the columns of a matrix, in double precision, each rounded once. */
export function sumColumns(x: usize, rows: i32, columns: i32, totals: usize): void {
  const rowBytes = columns << 2;
  const end = x + usize(rows) * rowBytes;
  let column = 0;
  for (; column + 16 <= columns; column += 16) {
    let low0 = f64x2.splat(0);
    let low1 = low0;
    let low2 = low0;
    let low3 = low0;
    let high0 = low0;
    let high1 = low0;
    let high2 = low0;
    let high3 = low0;
    for (let row = x + (column << 2); row < end; row += rowBytes) {
      const values0 = v128.load(row);
      const values1 = v128.load(row, 16);
      const values2 = v128.load(row, 32);
      const values3 = v128.load(row, 48);
      low0 = f64x2.add(low0, lowDoubles(values0));
      high0 = f64x2.add(high0, highDoubles(values0));
      low1 = f64x2.add(low1, lowDoubles(values1));
      high1 = f64x2.add(high1, highDoubles(values1));
      low2 = f64x2.add(low2, lowDoubles(values2));
      high2 = f64x2.add(high2, highDoubles(values2));
      low3 = f64x2.add(low3, lowDoubles(values3));
      high3 = f64x2.add(high3, highDoubles(values3));
    }
    const to = totals + (column << 2);
    v128.store(to, toFloats(low0, high0));
    v128.store(to, toFloats(low1, high1), 16);
    v128.store(to, toFloats(low2, high2), 32);
    v128.store(to, toFloats(low3, high3), 48);
  }
  while (column < columns) {
    const isFull = columns - column >= 4;
    let low = f64x2.splat(0);
    let high = low;
    for (let row = x + (column << 2); row < end; row += rowBytes) {
      const values = loadLanes(row, isFull);
      low = f64x2.add(low, lowDoubles(values));
      high = f64x2.add(high, highDoubles(values));
    }
    storeLanes(totals + (column << 2), toFloats(low, high), isFull);
    column += isFull ? 4 : 1;
  }
}

/** Gradient of a ReLU: `dy` where `0 < x ≤ limit`, and 0 elsewhere. */
export function reluGradient(x: usize, dy: usize, dx: usize, count: i32, limit: f32): void {
  const zeros = f32x4.splat(0);
  const limits = f32x4.splat(limit);
  let index = 0;
  while (index < count) {
    const isFull = count - index >= 4;
    const at = index << 2;
    const value = loadLanes(x + at, isFull);
    const isOpen = v128.and(f32x4.gt(value, zeros), f32x4.le(value, limits));
    storeLanes(dx + at, v128.and(loadLanes(dy + at, isFull), isOpen), isFull);
    index += isFull ? 4 : 1;
  }
}
