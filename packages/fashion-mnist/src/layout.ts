/** Rows and columns of every image. */
export const imageSize = 28;

/** Images that train: the first ones of the official file. */
export const trainCount = 7_500;

/** Images that test: every fifth one of the official file, from the first. */
export const testCount = 2_000;

const count = trainCount + testCount;

/** Bytes of the file once it is decompressed: the labels, then the images row by row, each byte less its prediction. */
export const layout = { labels: count, pixels: count * imageSize ** 2 } as const;
