import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import type { ScheduleNode } from "./behaviour.ts";
import type { Kind } from "./kind.ts";
import type { Place } from "./place.ts";
import type { Rule } from "./rules.ts";
import { isReactive } from "./schedule.ts";
import type { Composable, ReactiveSchedule, Schedule } from "./schedule.ts";

/** Options of a factory, of which each that is a number may be a schedule. */
export type Varied<Options> = {
  readonly [Name in keyof Options]:
    Options[Name] | (number extends Options[Name] ? Composable : never);
};

/** The result of {@link vary}: reactive as soon as a parameter is. */
type VariedSchedule<Given> = true extends {
  [Name in keyof Given]: Given[Name] extends ReactiveSchedule ? true : false;
}[keyof Given]
  ? ReactiveSchedule
  : [Extract<Given[keyof Given], ReactiveSchedule>] extends [never]
    ? Schedule
    : Schedule | ReactiveSchedule;

const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !isReactive(value);

/** Whether a value is not nested too deep to be copied, as one that holds itself is. */
const isWithin = (value: unknown, depth: number): boolean =>
  !isContainer(value) ||
  (depth > 0 && Object.values(value).every((item) => isWithin(item, depth - 1)));

const copyOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(copyOf)
    : isContainer(value)
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]))
      : value;

const factoryRule: Rule = {
  type: "function",
  rule: "a factory of schedules, such as ramp",
  accepts: (value) => typeof (value as Partial<Kind> | null | undefined)?.create === "function",
};

const optionsRule: Rule = {
  type: "object",
  rule: "an options object, nested at most 64 deep",
  accepts: (value) => isContainer(value) && !Array.isArray(value) && isWithin(value, 64),
  keep: copyOf,
};

/**
 * A schedule whose parameters are schedules: `lr(t) = factory({ …, parameterᵢ(t), … })(t)`.
 *
 * `vary(cosine, { initial: step({ … }), steps: 100 })` is at every `t` what a cosine from the rate of that staircase is at
 * `t`. Any option that is a number may be a schedule, pure or reactive; every other option is handed on as it is. All
 * parameters are on the clock of the result, and an observation reaches every reactive one. The schedule inside is made anew
 * only when a parameter has another value than at the call before.
 *
 * @param factory - What makes the schedule: a factory of anneal's or one made by {@link defineSchedule}, of schedules that
 *   react to nothing. `parse` needs it among its kinds.
 * @param options - The options of the factory.
 * @returns Reactive as soon as a parameter is. Ends when all parameters have and the schedule they end with has; without an
 *   end when a parameter is reactive.
 * @throws {RangeError} If the factory makes something else, and what the factory throws, with the step at which a parameter
 *   is out of range: at construction for the first step and the last, else when called.
 * @throws {TypeError} If `factory` is no factory or `options` no object, and what the factory throws.
 *
 * @example
 * ```ts
 * const falling = ramp({ from: 1, to: 0.5, steps: 2 });
 * const schedule = vary(ramp, { from: falling, to: 0, steps: 4 });
 * [0, 1, 2, 3, 4].map((step) => schedule(step)); // => [1, 0.5625, 0.25, 0.125, 0]
 * ```
 *
 * @see `ComposedSchedule` of ParameterSchedulers.jl, as data too.
 */
export const vary = /* @__PURE__ */ (() => {
  const varying = defineSchedule<
    { factory: Kind; options: Readonly<Record<string, unknown>> },
    <Options extends object, const Given extends Varied<Options>>(
      factory: Kind & ((options: Options) => Schedule),
      options: Given & Readonly<Record<Exclude<keyof Given, keyof Options>, never>>,
    ) => VariedSchedule<Given>,
    readonly unknown[]
  >("vary", {
    package: "@anneal/core",
    options: { factory: factoryRule, options: optionsRule },
    signature: "vary(factory, options)",
    collect: (factory: unknown, options: unknown) => ({ factory, options }),
    build(given, fail) {
      const { factory, options } = given;
      // An option that is a schedule by its own rule, as that of `warmup`, is handed on and does not vary.
      const takes = (name: string): boolean =>
        Object.hasOwn(factory.options ?? {}, name) &&
        factory.options![name]!.accepts(options[name]);
      const names = Object.keys(options).filter(
        (name) => scheduleRule.accepts(options[name]) && !takes(name),
      );
      const parameters = names.map((name) => scheduleRule.keep!(options[name]) as Composable);
      const children = parameters.map(childOf);
      const initial = children.map((child) => child.initial);
      const values = children.map((child) => child.at(0, child.initial));
      let current: ScheduleNode | undefined;
      // Of the first step and the last, which whatever is around this one comes back to: made anew each time, every schedule inside
      // would be made as often as it is deep.
      const kept = new Map<string, ScheduleNode>();
      const keep = (made: ScheduleNode): ScheduleNode => {
        kept.set(values.join(), made);
        return made;
      };

      const named = (list: readonly unknown[]): object =>
        Object.fromEntries(names.map((name, index) => [name, list[index]]));

      const make = (step: number): Schedule => {
        try {
          return factory.create!({ ...options, ...named(values) }) as Schedule;
        } catch (error) {
          if (error instanceof RangeError || error instanceof TypeError) {
            error.message += ` (at step ${step})`;
            ((Object(error.cause) as Partial<Place>).path as string[] | undefined)?.unshift(
              "options",
            );
          }
          throw error;
        }
      };

      const scheduleAt = (step: number, states: readonly unknown[]): ScheduleNode => {
        for (let index = 0; index < children.length; index++) {
          const value = children[index]!.at(step, states[index]);
          if (value !== values[index]) {
            values[index] = value;
            current = undefined;
          }
        }
        return (current ??= kept.get(values.join()) ?? make(step).node);
      };

      const first = make(0);
      if (typeof first !== "function" || !("node" in first)) {
        fail("factory", "one that makes schedules that react to nothing");
      }
      keep(first.node);
      Object.assign(given, {
        factory: factory.kind,
        options: {
          toJSON: () => {
            const made = first.toJSON();
            // The factory knows best how its own options look in JSON, unless it makes a schedule of another kind.
            const own = made.kind === factory.kind ? { ...made, kind: undefined } : options;
            return { ...own, ...named(parameters) };
          },
        },
      });

      const settled = children.reduce((last, { end }) => Math.max(last, end), 0);
      const end =
        settled < Infinity && !children.some(isReactive)
          ? Math.max(settled, keep(scheduleAt(settled, initial)).end)
          : Infinity;
      return gather({
        children,
        end,
        at(step, states) {
          const node = scheduleAt(step, states);
          return node.at(step, node.initial);
        },
        made: (step) => scheduleAt(step, initial),
        // Every value among the options is checked again each time: of thousands of milestones that is most of the work.
        weight: 3 * Object.values(options).flat(2).length,
      });
    },
  });
  const create = varying.create!.bind(varying);
  return Object.assign(varying, {
    /** Builds from an options object, in which the factory may be its name, as it is in JSON. */
    create: (given?: object | null, kindOf?: (kind: unknown) => Kind | undefined) => {
      // Own properties only: on a prototype anybody may have put a factory.
      const { factory, ...others } = { __proto__: null, ...given } as { factory?: unknown };
      return create({ ...others, factory: kindOf?.(factory) ?? factory });
    },
  });
})();
