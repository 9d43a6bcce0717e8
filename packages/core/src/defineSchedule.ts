import type { ScheduleNode } from "./behaviour.ts";
import { defineKind } from "./defineKind.ts";
import { checked } from "./checked.ts";
import type { PureDefinition, ScheduleDefinition } from "./definition.ts";
import type { Kind } from "./kind.ts";
import type { Observation } from "./observation.ts";
import type { Schedule } from "./schedule.ts";

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
