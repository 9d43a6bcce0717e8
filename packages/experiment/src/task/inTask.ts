import { BenchmarkError, messageOf } from "../errors.ts";

/** Runs code of a task; what it throws becomes an error that names the task and the place. */
export async function inTask<Result>(
  name: string,
  place: string,
  body: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await body();
  } catch (error) {
    if (error instanceof BenchmarkError) throw error;
    throw new BenchmarkError("usage", `task ${name}: ${place}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
