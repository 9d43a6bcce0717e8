import { defineKind } from "@anneal/core";
import type { Fail, ReactiveSchedule, Rule, Schedule } from "@anneal/core";
import type { DefinedPreset } from "./preset.ts";

type Values = Readonly<Record<string, unknown>>;

/** What every preset is made of, its own types aside. */
interface AnyDefinition {
  readonly options: Readonly<Record<string, Rule>>;
  readonly defaults?: Values;
  readonly build: (options: Values, fail: Fail) => Schedule | ReactiveSchedule;
}

/**
 * Builds a preset from options that have other names in a document: its errors, all in one, name the importer and the places
 * in the document.
 *
 * @param values - The options under the names of the preset, none of them unknown to it.
 * @param nameOf - What an option is called in errors.
 */
export function createNamed(
  importer: string,
  { definition }: DefinedPreset,
  values: Values,
  nameOf: (option: string) => string,
): Schedule | ReactiveSchedule {
  const { options, defaults = {}, build } = definition as unknown as AnyDefinition;
  const names = new Map(Object.keys(options).map((option) => [option, nameOf(option)]));
  const named = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(
      Object.entries(record).map(([option, value]) => [names.get(option)!, value]),
    );
  const create = defineKind<Values, Schedule | ReactiveSchedule, (values: Values) => unknown>(
    importer,
    {
      package: "@anneal/compat",
      options: named(options),
      defaults: named(defaults),
      build: (given, fail) =>
        build(
          Object.fromEntries([...names].map(([option, name]) => [option, given[name]])),
          // A rule may speak of other options.
          (option, rule) =>
            fail(
              names.get(option)!,
              rule.replace(/\w+/g, (word) => names.get(word) ?? word),
            ),
        ),
    },
    (schedule) => schedule,
  );
  return create(named(values)) as Schedule | ReactiveSchedule;
}
