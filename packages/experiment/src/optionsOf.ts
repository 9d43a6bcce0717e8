import { defineKind } from "anneal";
import type { Complete, Rule } from "anneal";

type OptionalOf<Options> = {
  [Name in keyof Options]-?: undefined extends Options[Name] ? Name : never;
}[keyof Options];

/**
 * Reads the options of a function, checked as those of a schedule are: all of them in one error, an option that there is not
 * among them.
 *
 * @param entry - The function as errors name it, such as `"signFlipTest"`.
 * @param rules - A rule for every option.
 * @param defaults - Every option that may be left out, with the value that it then has; `undefined` where it has none.
 */
/* @__NO_SIDE_EFFECTS__ */
export const optionsOf = <Options, Absent extends keyof Options = never>(
  entry: string,
  rules: { readonly [Name in keyof Options]-?: Rule },
  defaults: { readonly [Name in OptionalOf<Options>]: Options[Name] },
): ((options: Options | undefined) => Complete<Options, Absent>) =>
  defineKind(
    `experiment/${entry}`,
    {
      package: "@anneal/experiment",
      options: rules,
      defaults,
      signature: entry,
      build: (options: Options) => options,
    },
    (options) => options,
  );
