import type { Behaviour, ScheduleNode } from "./behaviour.ts";
import { display } from "./display.ts";
import type { Kind } from "./kind.ts";
import { nonNegative } from "./rules.ts";
import type { Rule } from "./rules.ts";
import type { Observation } from "./observation.ts";
import type { Path } from "./place.ts";
import type { Schedule, ScheduleSpec } from "./schedule.ts";

type OptionalKeys<Options> = {
  [Name in keyof Options]-?: undefined extends Options[Name] ? Name : never;
}[keyof Options];

/**
 * The type of the options that `build` sees: an option with a default always has a value. The options named in `Absent` have
 * `undefined` as their default, and `build` sees that.
 */
export type Complete<Options, Absent extends keyof Options = never> = {
  readonly [Name in keyof Options]-?: Name extends Absent
    ? Exclude<Options[Name], null> | undefined
    : NonNullable<Options[Name]>;
};

/**
 * Throws the `RangeError` of an option that does not fit the others: "`option` must be `rule`, got …".
 *
 * `option` may be a part of one, such as `phases[1].steps`, with the value that is there and its {@link Path},
 * `["phases", 1, "steps"]`.
 */
export type Fail = (option: string, rule: string, value?: unknown, path?: Path) => never;

/** What a kind is made of, whether it is a schedule or a curve. */
export interface Definition<Options, Built> {
  /** Name of the package that publishes it, for error messages. */
  readonly package: string;
  /** A rule for every option. */
  readonly options: { readonly [Name in keyof Options]-?: Rule };
  /** The options that may be left out, each with the value it then has; `undefined` where there is none. */
  readonly defaults?: { readonly [Name in OptionalKeys<Options>]: Options[Name] };
  /**
   * How the factory is called, for errors and for code that is written: its kind, and the options in the order of its
   * arguments, such as `my/limit({ min, max }, schedule)`. Default: with one options object, or with the value of its only
   * option if there is `collect`.
   */
  readonly signature?: string | undefined;
  /** Turns the arguments of the factory into one options object. Default: the only argument is that object. */
  readonly collect?: (...values: never[]) => object;
  /** Builds from valid options. Calls `fail` for options that are valid alone but not together. */
  build(options: Options, fail: Fail): Built;
}

/** What {@link defineSchedule} needs to know of a kind of schedule. */
export type ScheduleDefinition<Options, State = unknown> = Definition<Options, Behaviour<State>>;

/** The behaviour of a schedule that never reacts to metrics. */
export type PureBehaviour = Behaviour & {
  /** Not given: a reducer is what makes a schedule reactive. */
  readonly observe?: undefined;
};

/** What {@link definePureSchedule} needs to know of a kind of schedule. */
export type PureDefinition<Options> = Definition<Options, PureBehaviour>;

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
 * A value received, for an error message, or the beginning of one that would fill it. Arrays inside an array are not shown:
 * one of them may be the array itself.
 */
export const show = (value: unknown, index?: number): string =>
  typeof value === "string"
    ? JSON.stringify(value.slice(0, 99))
    : Array.isArray(index ?? value)
      ? // eslint-disable-next-line @typescript-eslint/restrict-template-expressions -- a list in a text has its commas, and this is in every bundle
        `[${(value as unknown[]).slice(0, 99).map(show)}]`
      : Object(value) === value
        ? `(${typeof value})`
        : String(value);

const mustBe = (what: string, rule: string, value: unknown): string =>
  `${what} must be ${rule}, got ${show(value)}`;

/**
 * Throws the error of a value that is refused: "`where`: `what` must be `rule`, got …".
 *
 * @param where - Package and function, such as "my-schedules: run".
 * @param what - The option or argument.
 * @param rule - Completes the sentence "`what` must be …".
 * @param value - What was received; its beginning is shown.
 * @param Failure - `TypeError` for a value of a wrong type. @defaultValue `RangeError`
 *
 * @example
 * ```ts
 * refuse("my-schedules: run", "rounds", "an integer of at least 1", 0);
 * // throws my-schedules: run: rounds must be an integer of at least 1, got 0
 * ```
 */
export const refuse: (
  where: string,
  what: string,
  rule: string,
  value: unknown,
  Failure?: ErrorConstructor,
) => never = (where, what, rule, value, Failure = RangeError) => {
  throw new Failure(`${where}: ${mustBe(what, rule, value)}`);
};

/**
 * The one check of steps and values, on the way in and on the way out of every schedule.
 *
 * The error is made elsewhere: an engine takes a small function into each of its callers.
 */
export const checked = (value: number, kind: string, step?: number): number => {
  // Compared here, not by the rule: at every call of every schedule a call more is felt.
  if (!(Number.isFinite(value) && value >= 0)) refuseNumber(value, kind, step);
  // JSON has no -0, so a schedule built back from it would differ.
  return value + 0;
};

function refuseNumber(value: number, kind: string, step?: number): never {
  throw new RangeError(
    // eslint-disable-next-line @typescript-eslint/restrict-plus-operands -- shorter than a template, in every bundle
    `@anneal/core: ${kind}: ${mustBe(step === undefined ? "step" : "value at step " + step, nonNegative.rule, value)}`,
    // `lint` reads the value.
    { cause: value },
  );
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
        // Those that begin like it may be what was meant.
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

/** What a schedule is, before it has what all have: a function of the step, or the methods of a {@link ReactiveSchedule}. */
type Shape = (node: ScheduleNode) => object;

type DefineShaped = <Options, Factory>(
  kind: string,
  definition: ScheduleDefinition<Options>,
  shape: Shape,
) => Factory & Kind;

/**
 * {@link defineSchedule} for a kind that never reacts to metrics and has no schedule inside that could: smaller, because it
 * leaves out what only a reactive schedule needs.
 *
 * @typeParam Options - The options as `build` gets them.
 * @typeParam Factory - The call signature of the factory, as for {@link defineSchedule}.
 * @param kind - The name in JSON.
 * @param definition - See {@link PureDefinition}.
 * @returns The factory, as that of {@link defineSchedule}.
 *
 * @example
 * ```ts
 * const resting = definePureSchedule<{ value: number }>("my/resting", {
 *   package: "my-schedules",
 *   options: { value: nonNegative },
 *   build: ({ value }) => ({ at: () => value, end: 0 }),
 * });
 * resting({ value: 0.1 })(7); // => 0.1
 * ```
 */
export const definePureSchedule: <Options, Factory = (options: Options) => Schedule>(
  kind: string,
  definition: PureDefinition<Options>,
) => Factory & Kind = /* @__NO_SIDE_EFFECTS__ */ <Options, Factory>(
  kind: string,
  definition: ScheduleDefinition<Options>,
  // Of a schedule that reacts to nothing; `defineSchedule` has another.
  shape: Shape = (node) => (step: number) => node.at(checked(step, kind), node.initial),
): Factory & Kind =>
  defineKind(kind, definition, (behaviour, toJSON) => {
    // Without a prototype, on which anybody may have put anything; written as `__proto__: null` V8 would look every name up in a
    // dictionary, at each call.
    const node = Object.setPrototypeOf(
      {
        kind,
        end: Infinity,
        initial: null,
        ...behaviour,
        at: (step: number, state: unknown) => checked(behaviour.at(step, state), kind, step),
      },
      null,
    ) as ScheduleNode;
    return Object.assign(
      Object.defineProperty(shape(node), "spec", {
        __proto__: null,
        get: toJSON,
      } as PropertyDescriptor),
      {
        toJSON,
        node,
        end: node.end,
      },
    );
  });

/**
 * Makes a kind of schedule: a factory that checks its options, writes itself as JSON and takes part in every combinator.
 *
 * The schedules of anneal are made with it, and a schedule of your own made with it is their equal: {@link parse} builds
 * it back when its factory is among the kinds it is given.
 *
 * @typeParam Options - The options as `build` gets them.
 * @typeParam Factory - The call signature of the factory; it is taken on trust. Give one when the arguments are not a single
 *   options object, or when the schedule is reactive.
 * @typeParam State - The state of a reactive schedule.
 * @param kind - The name in JSON. Names are global, so prefix yours when you publish it.
 * @param definition - See {@link ScheduleDefinition}.
 * @returns The factory. It throws a `TypeError` for a missing option, an unknown option or one of the wrong type, and a
 *   `RangeError` for a value out of range; one error names every problem of the call. The schedule itself throws a
 *   `RangeError` for a bad step, and for a value that is negative, infinite or NaN.
 *
 * @example
 * ```ts
 * const halving = defineSchedule<{ initial: number; after: number }>("my/halving", {
 *   package: "my-schedules",
 *   options: { initial: nonNegative, after: nonNegativeInteger },
 *   build: ({ initial, after }) => ({
 *     at: (step) => initial * 0.5 ** Math.max(0, Math.floor(step) - after),
 *   }),
 * });
 * halving({ initial: 0.1, after: 5 })(7); // => 0.025
 * ```
 */
/* @__NO_SIDE_EFFECTS__ */
export function defineSchedule<Options, Factory = (options: Options) => Schedule, State = unknown>(
  kind: string,
  definition: ScheduleDefinition<Options, State>,
): Factory & Kind {
  return (definePureSchedule as unknown as DefineShaped)(
    kind,
    definition as ScheduleDefinition<Options>,
    (node) =>
      node.observe
        ? {
            initial: node.initial,
            monitors: node.monitors,
            at: (step: number, state: unknown) => node.at(checked(step, kind), state),
            observe: (state: unknown, observation: Observation) => {
              checked(observation.step, kind);
              return node.observe!(state, observation);
            },
          }
        : (step: number) => node.at(checked(step, kind), node.initial),
  );
}
