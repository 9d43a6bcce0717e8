import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Backend } from "../backend.ts";

/** Bytes of a float32, of an address and of an offset. */
export const wordBytes = 4;

/** Where the data of a tensor is in the memory of the backend. Growth of the memory moves nothing. */
export function addressOf(backend: Backend, tensor: TensorInfo): number {
  return backend.getMemoryOffset(tensor.dataId);
}

/**
 * Runs `compute` with one block of memory, freed afterwards, in which each named part has its own address.
 *
 * @param sizes - The words of each part.
 */
export function withScratch<Name extends string>(
  backend: Backend,
  sizes: Readonly<Record<Name, number>>,
  compute: (addresses: Readonly<Record<Name, number>>) => void,
): void {
  const names = Object.keys(sizes) as Name[];
  // Whole vectors, so that no part shares one with the next.
  const padded = names.map((name) => Math.ceil(sizes[name] / 4) * 4);
  const words = padded.reduce((sum, count) => sum + count, 0);
  const block = backend.makeOutput([words], "int32");
  let address = addressOf(backend, block);
  const addresses = {} as Record<Name, number>;
  names.forEach((name, index) => {
    addresses[name] = address;
    address += padded[index]! * wordBytes;
  });
  try {
    compute(addresses);
  } finally {
    backend.disposeData(block.dataId);
  }
}

/** Copies integers, a word each, into the memory of the backend. */
export function writeIntegers(
  backend: Backend,
  address: number,
  integers: readonly number[],
): void {
  new Int32Array(backend.wasm.HEAPU8.buffer, address, integers.length).set(integers);
}
