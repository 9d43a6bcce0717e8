import { defineKind } from "@anneal/core";
import type { Rule } from "@anneal/core";

type OptionalOf<Options> = {
  [Name in keyof Options]-?: undefined extends Options[Name] ? Name : never;
}[keyof Options];

/** Options with a value for each that has a default. */
export type Checked<Options, Defaults> = {
  readonly [Name in keyof Options]-?: Name extends keyof Defaults
    ? Exclude<Options[Name], undefined> | Defaults[Name]
    : Options[Name];
};

/**
 * Reads the options of a function, checked as those of a schedule are: all of them, in one error, an unknown one too.
 *
 * @param entry - Name of the function, for error messages.
 * @param rules - A rule for every option.
 * @param defaults - Every option that may be left out, with the value that it then has.
 */
/* @__NO_SIDE_EFFECTS__ */
export const optionsOf = <
  Options,
  Defaults extends { readonly [Name in OptionalOf<Options>]: Options[Name] },
>(
  entry: string,
  rules: { readonly [Name in keyof Options]-?: Rule },
  defaults: Defaults,
): ((options: Options | undefined) => Checked<Options, Defaults>) =>
  defineKind(
    entry,
    { package: "@anneal/tfjs", options: rules, defaults, build: (options: Options) => options },
    (options) => options,
  );
