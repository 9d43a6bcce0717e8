import { callText } from "./callText.ts";
import { display } from "./display.ts";
import type { Json } from "./schedule.ts";
import { toSVG } from "./toSVG.ts";
import type { Plot } from "./toSVG.ts";

/** A schedule, a plan or a curve: whatever writes itself as a spec. */
interface Made {
  toJSON(): Json;
  /** The step at which a schedule or a plan is over. */
  readonly end?: number;
  readonly node?: { readonly kind: string };
}

/** The call that makes it, with `depth` schedules inside one another; see `util.inspect`. */
function textOf(made: Made, depth = Infinity, items = 100): string {
  const kindOf = (kind: string): ReturnType<typeof display.kinds.get> => display.kinds.get(kind);
  try {
    return callText(made.toJSON(), { kindOf, depth, items });
  } catch {
    // A function of your own inside has no JSON form.
    return `${made.node?.kind ?? "plan"}(…)`;
  }
}

/** What a notebook shows: the call, and the curve over the run, or over a hundred steps of one that never ends. */
function richOf(made: Made): Record<string, string> {
  const text = { "text/plain": textOf(made) };
  const { end } = made;
  if (end === undefined) return text;
  try {
    const steps = end > 0 && end < 1e7 ? undefined : 100;
    const title = text["text/plain"].slice(0, 99);
    return { ...text, "image/svg+xml": toSVG(made as unknown as Plot, { steps, title }) };
  } catch {
    // A value that there is not cannot be drawn, nor can a plan, whose values have different sizes.
    return text;
  }
}

/** Lets what a kind has made say what it is: to `console.log` of Node.js, and to notebooks that ask for a picture. */
export function displayed(made: unknown): unknown {
  if (Object(made) !== made || !("toJSON" in (made as object))) return made;
  const own = made as Made;
  const inspected = Symbol.for("nodejs.util.inspect.custom");
  // A preset hands on what another kind has made, and that says already what it is.
  if (Object.hasOwn(own, inspected)) return made;
  return Object.defineProperties(own, {
    [inspected]: {
      value: (depth?: number | null, options?: { readonly maxArrayLength?: number | null }) =>
        textOf(own, depth ?? Infinity, options?.maxArrayLength ?? Infinity),
    },
    [Symbol.for("Jupyter.display")]: { value: () => richOf(own) },
  });
}
