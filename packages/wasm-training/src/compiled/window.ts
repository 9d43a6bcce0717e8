import type { WindowInfo } from "../geometry.ts";
import type { Backend } from "../backend.ts";
import { writeIntegers } from "./scratch.ts";

/** The words that {@link writeWindow} needs. */
export const windowWords = 13;

/**
 * Writes the sizes of an operation as `kernels/window.h` reads them. The channels are those of the output: of a
 * depthwise convolution with a multiplier there are more than of the input.
 */
export function writeWindow(backend: Backend, address: number, info: WindowInfo): void {
  writeIntegers(backend, address, [
    info.inHeight,
    info.inWidth,
    info.outChannels,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.dilationHeight,
    info.dilationWidth,
    info.padInfo.top,
    info.padInfo.left,
  ]);
}
