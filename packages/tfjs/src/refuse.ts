/** Throws an error of this package; `problem` begins with the entry point where there is one. */
export function refuse(problem: string, Failure: ErrorConstructor = Error): never {
  throw new Failure(`@anneal/tfjs: ${problem}`);
}
