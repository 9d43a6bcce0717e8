import { childOf, schedule as scheduleRule } from "./children.ts";
import { checked } from "./checked.ts";
import { defineKind } from "./defineKind.ts";
import { show } from "./refuse.ts";
import type { ScheduleNode } from "./behaviour.ts";
import type { Kind } from "./kind.ts";
import { parse } from "./parse.ts";
import type { Rule } from "./rules.ts";
import type { Observation } from "./observation.ts";
import type { Composable, ScheduleSpec } from "./schedule.ts";

/** The state of every schedule of a {@link Plan}, by name; `null` for one that reacts to nothing. Plain JSON. */
export type PlanStates<Name extends string = string> = Readonly<Record<Name, unknown>>;

/** Several hyper-parameters on one clock. Nothing is stored inside; {@link drivePlan} keeps the states for a loop. */
export interface Plan<Name extends string = string> {
  /** Names of the hyper-parameters, in the order in which they were given. */
  readonly names: readonly Name[];
  /** The plan as plain JSON: a copy of your own. @throws {TypeError} If a part is a function without a kind. */
  readonly spec: ScheduleSpec;
  /** The step from which no value changes any more by itself. `Infinity` if there is none. */
  readonly end: number;
  /** Names of the metrics watched, each once. */
  readonly monitors: readonly string[];
  /** The states before anything was observed. */
  readonly initial: PlanStates<Name>;
  /**
   * The values for update `step`.
   *
   * @param states - @defaultValue `initial`
   * @param target - What to write them into, for a loop that must not allocate. @defaultValue a new object
   * @throws {RangeError} For a bad step, and for a value that is negative, infinite or NaN.
   */
  at(step: number, states?: PlanStates<Name>, target?: Record<Name, number>): Record<Name, number>;
  /** The states after an observation, which reaches every schedule that reacts. Never changes `states` itself. */
  observe(states: PlanStates<Name>, observation: Observation): PlanStates<Name>;
  /** Lets `JSON.stringify` write {@link Plan.spec}. */
  toJSON(): ScheduleSpec;
}

type Schedules = Readonly<Record<string, Composable>>;

const scheduleRecord: Rule = {
  type: "object",
  // A getter, because a bundler keeps a template that it would have to evaluate.
  get rule() {
    return `an object with at least one name, none of them __proto__, each with ${scheduleRule.rule}`;
  },
  accepts: (value) =>
    Object(value) === value &&
    !Array.isArray(value) &&
    Object.keys(value as object).length > 0 &&
    // The one name that cannot be written into an object.
    Object.entries(value as object).every(
      ([name, item]) => name !== "__proto__" && scheduleRule.accepts(item),
    ),
  keep: (value) =>
    Object.fromEntries(
      Object.entries(value as Schedules).map(([name, item]) => [name, scheduleRule.keep!(item)]),
    ),
};

const create = /* @__PURE__ */ defineKind<
  { schedules: Schedules },
  Schedules,
  ((schedules: Schedules) => Plan) & Required<Pick<Kind, "create">>
>(
  "plan",
  {
    package: "@anneal/core",
    options: { schedules: scheduleRecord },
    collect: (schedules: unknown) => ({ schedules }),
    build: ({ schedules }) => schedules,
  },
  (schedules, toJSON): Plan => {
    const names = Object.keys(schedules);
    const nodes = names.map((name): ScheduleNode => childOf(schedules[name]!));
    const byName = (valueOf: (node: ScheduleNode, name: string) => unknown): PlanStates =>
      Object.fromEntries(names.map((name, index) => [name, valueOf(nodes[index]!, name)]));
    const initial = byName((node) => (node.observe ? node.initial : null));
    return {
      names: [...names],
      get spec() {
        return toJSON();
      },
      end: Math.max(...nodes.map((node) => node.end)),
      monitors: [...new Set(nodes.flatMap((node) => node.monitors ?? []))],
      initial,
      at(step, states = initial, target = {}) {
        checked(step, "plan");
        for (let index = 0; index < names.length; index++) {
          const name = names[index]!;
          const node = nodes[index]!;
          target[name] = node.at(step, node.observe ? states[name] : node.initial);
        }
        return target;
      },
      observe(states, observation) {
        checked(observation.step, "plan");
        return byName((node, name) =>
          node.observe ? node.observe(states[name], observation) : states[name],
        );
      },
      toJSON,
    };
  },
);

/**
 * Several hyper-parameters on one clock: a learning rate, a momentum, a weight decay, each with a schedule of its own.
 *
 * @param schedules - Anything that gives a value, by name; at least one. Values are finite numbers of at least 0.
 * @throws {RangeError} If there is no name, or if an item is not a schedule.
 * @throws {TypeError} If `schedules` is not an object.
 *
 * @example
 * ```ts
 * const both = plan({ learningRate: ramp({ from: 0.1, to: 0, steps: 10 }), momentum: 0.9 });
 * both.at(5); // => { learningRate: 0.05, momentum: 0.9 }
 * both.spec.kind; // => "plan"
 * ```
 */
export function plan<const Given extends Schedules>(schedules: Given): Plan<keyof Given & string> {
  return create(schedules);
}

/**
 * Builds a plan from its JSON form, as safely as {@link parse} builds a schedule.
 *
 * @param spec - What {@link Plan.spec} holds, or what `JSON.parse` read of it.
 * @param kinds - The factories that it may name: `kinds` of the package `anneal`, or your own list.
 * @returns The plan. Its names are those in `spec`: as a type they are what the caller says.
 * @throws {TypeError} If `spec` is not the plain JSON of a plan, or names an unknown kind or option, with the path to it.
 * @throws {RangeError} If an option is out of range or the nesting too deep, with the path to it.
 *
 * @example
 * ```ts
 * const spec = { kind: "plan", schedules: { learningRate: { kind: "constant", value: 0.1 }, momentum: 0.9 } };
 * parsePlan(spec, [constant]).at(0); // => { learningRate: 0.1, momentum: 0.9 }
 * ```
 */
export function parsePlan<Name extends string = string>(
  spec: unknown,
  kinds: readonly Kind[],
): Plan<Name> {
  const kind = (spec as { readonly kind?: unknown } | null | undefined)?.kind;
  if (kind !== "plan") {
    throw new TypeError(`@anneal/core: parsePlan: spec.kind must be "plan", got ${show(kind)}`, {
      cause: { path: ["kind"] },
    });
  }
  let built: unknown;
  const once: Kind = {
    ...(create as Kind),
    create(...options) {
      // What is inside is built first.
      if (built) throw new TypeError("@anneal/core: plan: schedules must be schedules, not plans");
      return (built = create.create(...options));
    },
  };
  parse(spec, [once, ...kinds]);
  return built as Plan<Name>;
}
