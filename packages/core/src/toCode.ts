import { callText, factoryOf } from "./callText.ts";
import { compact } from "./compact.ts";
import { refuse } from "./refuse.ts";
import type { Kind } from "./kind.ts";
import type { ScheduleSpec } from "./schedule.ts";

/**
 * Writes a spec as the TypeScript expression that makes it, without the options that have their default: evaluated, it has the
 * same spec.
 *
 * A kind is called by the name of its factory: `my/halving` is `halving`, `torch.stepLR` is what `torch` has.
 *
 * @param spec - A `ScheduleSpec`, of a schedule or of a plan.
 * @param kinds - The factories that it may name, as for {@link parse}. The package `anneal` has a `toCode` that knows all of
 *   anneal's.
 * @returns One line of code.
 * @throws {TypeError} If the factory of a kind has no name in a program, and what {@link parse} throws.
 * @throws {RangeError} What {@link parse} throws.
 *
 * @example
 * ```ts
 * toCode({ kind: "scale", factor: 0.5, schedule: { kind: "constant", value: 0.1 } }, [scale, constant]);
 * // => "scale(0.5, constant(0.1))"
 * ```
 */
export function toCode(spec: ScheduleSpec, kinds: readonly Kind[]): string {
  // It knows of everything that is wrong where it stands, and leaves out what nobody would write.
  const short = compact(spec, kinds);
  const known = new Map(kinds.map((kind) => [kind.kind, kind]));
  const kindOf = (name: string): Kind | undefined => {
    const kind = known.get(name);
    const factory = factoryOf(name, kind);
    if (!/^[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*$/.test(factory)) {
      refuse("@anneal/core: toCode", "each kind", "one whose factory has a name", name, TypeError);
    }
    // A plan is no kind that one parses with.
    return kind ?? { kind: name, collect: true };
  };
  return callText(short, { kindOf, depth: Infinity, items: Infinity });
}
