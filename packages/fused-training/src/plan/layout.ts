/** Words of the widest vector: every part of the arena begins on a multiple of it. */
const alignment = 16;
/** Columns of the widest panel: `PANEL` of `kernels/product.h` for the widest vectors. */
const widestPanel = 32;

/** Where everything is in the arena, as it is handed out. Places and sizes are in words of four bytes. */
export interface Layout {
  /** A part of its own, all zeros at first. */
  readonly take: (words: number) => number;
  /** A part that holds integers which never change. */
  readonly table: (values: readonly number[]) => number;
  /** Parts that one operation uses for a moment and the next one overwrites. Their places are known when all is planned. */
  readonly scratch: (...words: readonly number[]) => () => readonly number[];
  /** Ends the planning. */
  readonly finish: () => FinishedLayout;
}

/** The size and the constants of a planned arena. */
export interface FinishedLayout {
  readonly words: number;
  readonly tables: readonly { readonly place: number; readonly values: Int32Array }[];
}

const aligned = (words: number): number => Math.ceil(words / alignment) * alignment;

/** The words of a matrix that is packed in panels, for vectors of every width. */
export function packedWords(rows: number, columns: number): number {
  return rows * Math.ceil(columns / widestPanel) * widestPanel;
}

/** Begins an arena. The place 0 is never handed out: in a program it stands for none. */
export function createLayout(): Layout {
  let end = alignment;
  let scratchWords = 0;
  let scratchPlace = 0;
  const tables: { place: number; values: Int32Array }[] = [];
  const take = (words: number): number => {
    const place = end;
    end += aligned(words);
    return place;
  };
  return {
    take,
    table(values) {
      const place = take(values.length);
      tables.push({ place, values: Int32Array.from(values) });
      return place;
    },
    scratch(...words) {
      const offsets: number[] = [];
      let sum = 0;
      for (const count of words) {
        offsets.push(sum);
        sum += aligned(count);
      }
      scratchWords = Math.max(scratchWords, sum);
      return () => offsets.map((offset) => scratchPlace + offset);
    },
    finish() {
      scratchPlace = take(scratchWords);
      // A vector that is loaded at the end of the last part reaches beyond it.
      return { words: end + 2 * widestPanel, tables };
    },
  };
}
