import { floatBytes, panelBytes, panelColumns, vectorBytes } from "./lanes";

/**
 * Copies a matrix into panels of eight columns, in which the sums of a product read one place after the other; missing
 * columns of the last panel become zeros. A transposed matrix is one whose two steps are exchanged.
 *
 * ```text
 * to[panel][row][8]  ←  from + row · rowStep + column · columnStep
 * ```
 *
 * @param panelStep - Bytes from one panel to the next.
 */
export function packPanels(
  from: usize,
  rowStep: usize,
  columnStep: usize,
  rows: i32,
  columns: i32,
  to: usize,
  panelStep: usize,
): void {
  for (let column = 0; column < columns; column += panelColumns) {
    const width = min(columns - column, panelColumns);
    let source = from + usize(column) * columnStep;
    let target = to;
    for (let row = 0; row < rows; row++) {
      if (width === panelColumns && columnStep === floatBytes) {
        v128.store(target, v128.load(source));
        v128.store(target, v128.load(source, vectorBytes), vectorBytes);
      } else {
        let value = source;
        for (let lane = 0; lane < panelColumns; lane++) {
          store<f32>(target + (lane << 2), lane < width ? load<f32>(value) : 0);
          value += columnStep;
        }
      }
      source += rowStep;
      target += panelBytes;
    }
    to += panelStep;
  }
}

/** Copies rows of consecutive bytes, as into the middle of a padded image. */
export function copyRows(
  from: usize,
  fromStep: usize,
  to: usize,
  toStep: usize,
  rowBytes: usize,
  rows: i32,
): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(to, from, rowBytes);
    from += fromStep;
    to += toStep;
  }
}

/** Fills with zeros. */
export function clear(to: usize, bytes: usize): void {
  memory.fill(to, 0, bytes);
}
