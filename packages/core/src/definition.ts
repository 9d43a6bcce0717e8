import type { Behaviour } from "./behaviour.ts";
import type { Path } from "./place.ts";
import type { Rule } from "./rules.ts";

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
