import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineKind } from "./defineKind.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { name } from "./rules.ts";
import type { Rule } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/** A function of the learning rate that has a name in JSON; see {@link mapping}. */
export interface Mapping {
  (value: number): number;
  /** The name in JSON, by which {@link parse} finds the function again. */
  readonly kind: string;
}

/**
 * The rule of an option that is a function of one number; only one named by {@link mapping} has a JSON form.
 *
 * @param where - Package and option, such as "my-schedules: scale", for the error of a function that has none.
 *
 * @example
 * ```ts
 * mappable("my-schedules: scale").rule; // => "a function of a number, or one named by mapping"
 * ```
 */
export const mappable = (where: string): Rule => ({
  type: "function",
  rule: "a function of a number, or one named by mapping",
  // What has a JSON form already is a schedule or a curve, what creates is a factory.
  accepts: (value) =>
    typeof value === "function" &&
    !(Object.hasOwn(value, "toJSON") || Object.hasOwn(value, "create")),
  keep: (value) =>
    Object.assign((number: number) => (value as Mapping)(number), {
      toJSON() {
        const { kind } = value as Partial<Mapping>;
        if (kind) return { kind };
        throw new TypeError(
          `${where}: a function of your own has no JSON form; name it with mapping`,
        );
      },
    }),
});

const named = /* @__PURE__ */ defineKind<
  { name: string; fn: (value: number) => number },
  Mapping,
  (options: { name: string; fn: (value: number) => number }) => Mapping
>(
  "mapping",
  {
    package: "@anneal/core",
    options: {
      name,
      fn: { type: "function", rule: "a function", accepts: (fn) => typeof fn === "function" },
    },
    build: ({ name: kind, fn }) => Object.assign((value: number) => fn(value), { kind }),
    signature: "mapping(name, fn)",
  },
  (built) => built,
);

/**
 * Gives a function of the learning rate a name in JSON, for {@link map}.
 *
 * @param name - The name: one for each function, so prefix yours when you publish it.
 * @param fn - A pure function from one learning rate to another.
 * @returns The function, as a kind without options: {@link parse} finds it when it is among the kinds it is given.
 * @throws {RangeError} If the name is empty.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * const root = mapping("my/root", Math.sqrt);
 * map(root, 0.25).spec; // => { kind: "map", fn: { kind: "my/root" }, schedule: 0.25 }
 * ```
 */
export const mapping = (name: string, fn: (value: number) => number): Mapping =>
  named({ name, fn });

/**
 * A function of the learning rate: `lr(t) = fn(schedule(t))`.
 *
 * @param fn - A pure function from one learning rate to another. Only one named by {@link mapping} has a JSON form.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends when it ends.
 * @throws {TypeError} If an argument is of the wrong type, and `spec` of the result if `fn` has no name.
 * @throws {RangeError} When called, if `fn` gives a value that is negative, infinite or NaN.
 *
 * @example
 * ```ts
 * map((value) => Math.max(value, 1e-3), (step) => 0.1 / (step + 1))(999); // => 0.001
 * ```
 */
export const map = /* @__PURE__ */ defineSchedule<
  { fn: (value: number) => number; schedule: Composable },
  <Inner extends Composable>(fn: (value: number) => number, schedule: Inner) => Composed<Inner>
>("map", {
  package: "@anneal/core",
  options: {
    fn: /* @__PURE__ */ mappable("@anneal/core: map"),
    schedule: scheduleRule,
  },
  signature: "map(fn, schedule)",
  collect: (fn: unknown, schedule: unknown) => ({ fn, schedule }),
  build({ fn, schedule }) {
    const child = childOf(schedule);
    return gather({
      children: [child],
      end: child.end,
      at: (step, states) => fn(child.at(step, states[0])),
    });
  },
});
