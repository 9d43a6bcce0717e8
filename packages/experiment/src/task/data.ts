/** Images as grey values from 0 to 255, row by row, and the class of each. */
export interface Split {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** A data set in memory. */
export interface Dataset {
  readonly train: Split;
  readonly test: Split;
}
