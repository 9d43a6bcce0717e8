import { nextOf } from "@anneal/core";
import type { Kind, Schedule } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { duration, learningRate, step } from "./arbitraries.ts";
import { describeSchedule } from "./conformance.ts";
import { describeErrors, describeOptions, nonNegativeCase, optional } from "./options.ts";
import type { OptionCase } from "./options.ts";

/** The options that every decay has. */
export interface DecayOptions {
  readonly initial: number;
  readonly steps: number;
  readonly min?: number | undefined;
}

/** A case for each option that a decay has beside those that every decay has, and what it is when left out. */
export type OwnOptions<Options> = {
  readonly [Name in Exclude<keyof Options, keyof DecayOptions>]-?: OptionCase & {
    readonly defaultValue: unknown;
  };
};

/** What every decay promises; each function throws when the promise is broken. */
export const decayChecks: Readonly<
  Record<string, (make: (options: DecayOptions) => Schedule) => void>
> = {
  "ends exactly, at `steps` and not before": (make) => {
    fc.assert(
      fc.property(learningRate(), learningRate(), duration(), (a, b, steps) => {
        const [min, initial] = [Math.min(a, b), Math.max(a, b)];
        const schedule = make({ initial, steps, min });
        expect(schedule(0)).toBe(initial);
        expect(schedule(steps)).toBe(min);
        expect(schedule.end).toBe(steps);
      }),
    );
    expect(make({ initial: 1, steps: 8, min: 0.1 })(7.9)).toBeGreaterThan(0.1);
  },
  "is its final value without a length": (make) => {
    const schedule = make({ initial: 1, steps: 0, min: 0.1 });
    expect([0, 0.5, 1e9].map(schedule)).toEqual([0.1, 0.1, 0.1]);
    expect(schedule.end).toBe(0);
    expect(nextOf(schedule.node, 0)).toBe(Infinity);
    expect(schedule.spec.steps).toBe(0);
  },
  "never rises": (make) => {
    fc.assert(
      fc.property(learningRate(), duration(), step(), step(), (initial, steps, a, b) => {
        const schedule = make({ initial, steps, min: initial / 8 });
        // Few curves are monotone to the last bit.
        const slack = initial * 2 ** -49;
        expect(schedule(Math.max(a, b))).toBeLessThanOrEqual(schedule(Math.min(a, b)) + slack);
      }),
    );
  },
  "has one event, its end": (make) => {
    const { node } = make({ initial: 1, steps: 8 });
    expect([0, 7.9, 8, 9].map((at) => nextOf(node, at))).toEqual([8, 8, Infinity, Infinity]);
  },
  "refuses a floor above the start": (make) => {
    expect(() => make({ initial: 0.1, steps: 5, min: 0.2 })).toThrow(
      /: min must be at most initial \(0\.1\), got 0\.2$/,
    );
  },
};

/**
 * The tests that every fall from `initial` to `min` over `steps` passes, those of {@link describeSchedule},
 * {@link describeErrors} and {@link describeOptions} included.
 *
 * @param packageName - As messages begin: "\@anneal/cosine".
 * @param options - All of its options.
 */
export function describeDecay<Options extends DecayOptions>(
  packageName: string,
  factory: ((options: Options) => Schedule) & Kind,
  options: Options,
  own: OwnOptions<NoInfer<Options>>,
): void {
  const { kind } = factory;
  const make = (given: DecayOptions): Schedule => factory({ ...options, ...given });

  describe(`${kind}: decay`, () => {
    test.each(Object.entries(decayChecks))("%s", (_promise, check) => {
      check(make);
    });

    test("writes its defaults", () => {
      const given = { initial: 0.1, steps: 5 };
      const defaults = Object.entries<{ readonly defaultValue: unknown }>(own).map(
        ([option, { defaultValue }]) => [option, defaultValue] as const,
      );
      expect(factory(given as Options).spec).toEqual({
        kind,
        ...given,
        min: 0,
        ...Object.fromEntries(defaults),
      });
    });
  });

  describeErrors<DecayOptions>(`${packageName}: ${kind}`, make, options, {
    initial: nonNegativeCase,
    steps: nonNegativeCase,
    min: optional(nonNegativeCase),
    ...own,
  });
  describeOptions(kind, factory, () => ({ ...options }));
  describeSchedule(kind, () => factory(options), [factory]);
  describeSchedule(`${kind} without a length`, () => make({ initial: 1, steps: 0 }), [factory]);
  describeSchedule(`${kind} over a fraction`, () => make({ initial: 1, steps: 30.7 }), [factory]);
}
