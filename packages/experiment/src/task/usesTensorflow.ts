import type { LoopTask } from "./task.ts";

/** The parameters of a function, or of a method, that takes nothing or the named properties of one object. */
const parameters =
  /^(?:async\b\s*)?(?:function\b\s*)?[\w$]*\s*\(\s*(?:\{(?<names>[\w$\s,:]*)\}\s*(?:,\s*)?)?\)/;

/**
 * Whether a loop may use the `tf` that it is given: it does not if its parameters say what it takes, and `tf` is not among them.
 * A loop that takes everything by one name, `(context) => …`, may use it.
 *
 * What it takes by name is read from its text, as test runners read what a test wants of its fixtures.
 */
export function usesTensorflow({ train }: Pick<LoopTask, "train">): boolean {
  const text = Function.prototype.toString.call(train);
  const taken = parameters.exec(text);
  // A function that is bound to something has no text.
  if (taken === null || text.includes("[native code]")) return true;
  return /\btf\b/.test(taken.groups!["names"] ?? "");
}
