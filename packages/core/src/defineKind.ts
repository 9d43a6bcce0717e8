import type { Definition, Fail } from "./definition.ts";
import { display } from "./display.ts";
import type { Kind } from "./kind.ts";
import type { Path } from "./place.ts";
import { mustBe } from "./refuse.ts";
import type { ScheduleSpec } from "./schedule.ts";

/** A {@link Definition} whatever it is of. */
interface AnyDefinition {
  readonly package: string;
  readonly options: NonNullable<Kind["options"]>;
  readonly defaults?: Kind["defaults"];
  readonly signature?: string | undefined;
  readonly collect?: (...values: [never]) => object;
  readonly build: (options: never, fail: Fail) => unknown;
}

/**
 * A factory that checks its options, all of them before it throws, and hands what `build` makes of them to `dress`.
 *
 * Schedules and curves share it; for a schedule of your own, {@link defineSchedule} is the way.
 *
 * @typeParam Options - The options as `build` gets them.
 * @typeParam Built - What `build` returns.
 * @typeParam Factory - The call signature of the factory; it is taken on trust.
 * @param kind - The name in JSON.
 * @param definition - See {@link Definition}.
 * @param dress - Makes the result from what was built and from a function that writes kind and options as plain JSON.
 * @returns The factory, with its kind, what it is made of and `create`. It throws as that of {@link defineSchedule}.
 *
 * @example
 * ```ts
 * const halfway = defineKind<{ share: number }, number, (options: { share: number }) => Curve>(
 *   "my/halfway",
 *   { package: "my-curves", options: { share: decayFactor }, build: ({ share }) => share },
 *   (share, toJSON) =>
 *     Object.assign(
 *       (progress: number, from: number, to: number) => (progress < share ? from : to),
 *       { kind: "my/halfway", toJSON },
 *     ),
 * );
 * ramp({ from: 1, to: 0.5, steps: 4, curve: halfway({ share: 0.5 }) })(2); // => 0.5
 * halfway({ share: 2 }); // throws my-curves: my/halfway: share must be a number above 0 and at most 1, got 2
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineKind<Options, Built, Factory>(
  kind: string,
  definition: Definition<Options, Built>,
  dress: (built: Built, toJSON: () => ScheduleSpec) => unknown,
): Factory & Kind;
// Every word of what follows is in the bundle of every schedule.
export function defineKind(
  kind: string,
  definition: AnyDefinition,
  dress: (built: unknown, toJSON: () => ScheduleSpec) => unknown,
): Kind {
  // Own properties only, of these and of what is given: on a prototype anybody may have put anything.
  const {
    package: publisher,
    options: ownRules,
    defaults: ownDefaults,
    build,
    signature = kind,
    collect = (options: object) => options,
  } = { __proto__: null, ...definition } as AnyDefinition;
  const defaults: Record<string, unknown> = { __proto__: null, ...ownDefaults };
  const rules = { __proto__: null, ...ownRules } as unknown as AnyDefinition["options"];
  const create = (given?: object | null): unknown => {
    const values: Record<string, unknown> = { __proto__: null, ...given };
    const options: Record<string, unknown> = { __proto__: null };
    const problems: string[] = [];
    let Failure: ErrorConstructor = RangeError;
    let path: Path | undefined;
    for (const option in values) {
      // One is enough, because it tells the names of all that there are.
      if (!(path || option in rules)) {
        problems.push(mustBe("each option", `one of ${Object.keys(rules).join(", ")}`, option));
        path ??= [option];
        Failure = TypeError;
      }
    }
    for (const option in rules) {
      const rule = rules[option]!;
      const value = values[option] ?? defaults[option];
      if (option in defaults && value === undefined) continue;
      if (rule.accepts(value)) options[option] = rule.keep?.(value) ?? value;
      else {
        problems.push(mustBe(option, rule.rule, value));
        path ??= [option];
        if (typeof value !== (rule.type ?? "number")) Failure = TypeError;
      }
    }
    // Written twice: compressed, a function for both would be longer.
    if (path)
      throw new Failure(`${publisher}: ${signature}: ${problems.join("; ")}`, { cause: { path } });
    const made = dress(
      build(options as never, (option, rule, value = options[option], at = [option]) => {
        problems.push(mustBe(option, rule, value));
        path ??= at;
        throw new Failure(`${publisher}: ${signature}: ${problems.join("; ")}`, {
          cause: { path },
        });
      }),
      // By way of text, in which schedules and curves become their specs.
      () => JSON.parse(JSON.stringify({ kind, ...options })) as ScheduleSpec,
    );
    // Known when the package is built: nothing of it is in a bundle for a page.
    return import.meta.annealDisplays ? display.of(made) : made;
  };
  const factory = Object.assign((...values: [never]) => create(collect(...values)), definition, {
    kind,
    create,
  });
  if (import.meta.annealDisplays) display.kinds.set(kind, factory);
  return factory;
}
