/** What every error of this package begins with. */
const origin = "@anneal/fused-training";

/** Throws an error that names the package. */
export function fail(Failure: new (message: string) => Error, problem: string): never {
  throw new Failure(`${origin}: ${problem}`);
}
