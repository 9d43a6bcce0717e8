/** What every error of this package begins with, and the mark on its kernels. */
export const origin = "@anneal/wasm-training";

/** Throws an error that names the package. */
export function fail(Failure: new (message: string) => Error, problem: string): never {
  throw new Failure(`${origin}: ${problem}`);
}
