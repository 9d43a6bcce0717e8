import { isReactive, polynomialCurve } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { describe, expect, test } from "vitest";

/** What an option must be, and values that it must refuse. */
export interface OptionCase {
  /** Completes "`option` must be …" in the message. */
  readonly rule: string;
  /** `typeof` an acceptable value: values of this type that are refused are a `RangeError`, all others a `TypeError`. @defaultValue "number" */
  readonly type?: "number" | "string" | "boolean" | "object" | "function";
  /** Whether it may be left out, which `null` and `undefined` do. @defaultValue `false` */
  readonly optional?: boolean;
  /** Values of the right type that are out of range. */
  readonly outOfRange: readonly unknown[];
  /** Values of a wrong type. @defaultValue one value of every other type */
  readonly wrongType?: readonly unknown[];
}

/** A learning rate. */
export const nonNegativeCase: OptionCase = {
  rule: "a finite number of at least 0",
  outOfRange: [-1, -1e-9, NaN, Infinity],
};

/** A duration. */
export const positiveCase: OptionCase = {
  rule: "a finite number above 0",
  outOfRange: [0, -1, NaN, Infinity],
};

/** A time after which something happens again. */
export const periodCase: OptionCase = {
  rule: "a finite number above 0 to repeat",
  outOfRange: [0, -1, NaN, Infinity],
};

/** What a decay multiplies by. */
export const decayFactorCase: OptionCase = {
  rule: "a number above 0 and at most 1",
  outOfRange: [0, -0.5, 1.0000001, NaN, Infinity],
};

/** A count that may be 0. */
export const nonNegativeIntegerCase: OptionCase = {
  rule: "an integer of at least 0",
  outOfRange: [-1, 0.5, NaN, Infinity],
};

/** A count of at least 1. */
export const positiveIntegerCase: OptionCase = {
  rule: "an integer of at least 1",
  outOfRange: [0, -1, 1.5, NaN, Infinity],
};

/** A switch. */
export const flagCase: OptionCase = { type: "boolean", rule: "a boolean", outOfRange: [] };

/** The shape of a ramp: no function of one's own, and no factory of curves. */
export const curveCase: OptionCase = {
  type: "function",
  rule: "a curve, such as cosineCurve",
  outOfRange: [(progress: number) => progress, polynomialCurve],
};

/**
 * One of a few words.
 *
 * @param others - Words that it must refuse.
 */
export const oneOfCase = (
  words: readonly string[],
  others: readonly string[] = ["", "other"],
): OptionCase => ({
  type: "string",
  rule: `one of ${words.map((word) => `"${word}"`).join(", ")}`,
  outOfRange: others,
});

/** A schedule inside another. */
export const scheduleCase: OptionCase = {
  rule: "a schedule, a function of the step, or a finite number of at least 0",
  outOfRange: [-1, NaN, Infinity],
  wrongType: ["0.1", true, {}, []],
};

/** The same for an option that may be left out. */
export const optional = (required: OptionCase): OptionCase => ({ ...required, optional: true });

const oneOfEachType: readonly unknown[] = ["1", 1, true, 1n, Symbol("1"), {}, () => 1];

/**
 * Tests that every option of a factory is checked, by class and message of the error.
 *
 * @param name - Package and kind, as every message begins: "\@anneal/cosine: cosine".
 * @param factory - Takes the options object.
 * @param valid - Options that are all right, each required one among them.
 * @param table - A case for every option.
 */
export function describeErrors<Options extends object>(
  name: string,
  factory: (options: Options) => unknown,
  valid: NoInfer<Options>,
  table: { readonly [Name in keyof NoInfer<Options>]-?: OptionCase },
): void {
  const cases = Object.entries<OptionCase>(table);
  const errorOf = (options: object): Error => {
    try {
      factory(options as Options);
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error(`${name} accepted ${Object.keys(options).join()}`);
  };

  describe(`${name}: errors`, () => {
    test("accepts the valid options", () => {
      expect(() => factory(valid)).not.toThrow();
    });

    describe.each(cases)("%s", (option, { rule, type = "number", optional, ...values }) => {
      const { outOfRange, wrongType = oneOfEachType.filter((value) => typeof value !== type) } =
        values;
      const absent = optional === true ? [] : [undefined, null];
      const rows = [...outOfRange, ...wrongType, ...absent].map((value) => ({
        value,
        shown: `${typeof value} ${String(value)}`,
        // `null` is a value left out, whatever its type.
        Failure: value !== null && typeof value === type ? RangeError : TypeError,
      }));
      test.each(rows)("refuses $shown", ({ value, Failure }) => {
        const error = errorOf({ ...valid, [option]: value });
        expect(error).toBeInstanceOf(Failure);
        expect(error.message).toContain(`${name}: ${option} must be ${rule}, got `);
      });
      if (optional === true) {
        test.each([undefined, null])("may be left out as %s", (value) => {
          expect(() => factory({ ...valid, [option]: value })).not.toThrow();
        });
      }
    });

    test("names every problem of one call", () => {
      const wrong = Object.fromEntries(cases.map(([option]) => [option, Symbol("wrong")]));
      const error = errorOf(wrong);
      expect(error).toBeInstanceOf(TypeError);
      for (const [option, { rule }] of cases) {
        expect(error.message).toContain(`${option} must be ${rule}, got Symbol(wrong)`);
      }
    });

    test("refuses an option that it does not know", () => {
      const error = errorOf({ ...valid, unknownOption: 1 });
      expect(error).toBeInstanceOf(TypeError);
      expect(error.message).toBe(
        `${name}: each option must be one of ${cases.map(([option]) => option).join(", ")}, got "unknownOption"`,
      );
    });
  });
}

const isContainer = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !isReactive(value);

const copyOf = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(copyOf)
    : isContainer(value)
      ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]))
      : value;

/** Makes a value and all that it holds, but for schedules, impossible to change. */
export function deepFreeze<T>(value: T): T {
  if (isContainer(value)) {
    Object.values(value).forEach(deepFreeze);
    Object.freeze(value);
  }
  return value;
}

function spoil(value: unknown): void {
  if (!isContainer(value)) return;
  for (const [key, item] of Object.entries(value)) {
    spoil(item);
    Reflect.set(value, key, typeof item === "number" ? item + 1 : undefined);
  }
  if (Array.isArray(value)) value.length = 0;
}

const valuesOf = (schedule: Schedule | ReactiveSchedule): number[] =>
  Array.from({ length: 60 }, (_, step) =>
    isReactive(schedule) ? schedule.at(step, schedule.initial) : schedule(step),
  );

type Factory<Options> = (options: Options) => Schedule | ReactiveSchedule;

/** What every factory promises of the options that it is given; each function throws when the promise is broken. */
export const optionChecks: Readonly<
  Record<string, <Options>(factory: Factory<Options>, make: () => Options) => void>
> = {
  "are not changed": (factory, make) => {
    const options = make();
    const before = copyOf(options);
    valuesOf(factory(options));
    expect(options).toEqual(before);
    expect(() => valuesOf(factory(deepFreeze(make())))).not.toThrow();
  },
  "are not looked at again": (factory, make) => {
    const options = make();
    const schedule = factory(options);
    const values = valuesOf(factory(make()));
    const { spec } = factory(make());
    spoil(options);
    expect(valuesOf(schedule)).toEqual(values);
    expect(schedule.spec).toEqual(spec);
  },
};

/**
 * Tests that a factory neither changes the options it is given nor sees a later change of them.
 *
 * @param make - Makes the options anew.
 */
export function describeOptions<Options>(
  name: string,
  factory: Factory<Options>,
  make: () => NoInfer<Options>,
): void {
  describe(`${name}: options`, () => {
    test.each(Object.entries(optionChecks))("%s", (_promise, check) => {
      check(factory, make);
    });
  });
}
