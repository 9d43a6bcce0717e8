import { defineKind } from "@anneal/core";
import type { Fail, Place, ReactiveSchedule, Rule, Schedule } from "@anneal/core";
import type { DefinedPreset } from "@anneal/compat";
import { documentError } from "./documentError.ts";
import { placeOf } from "./placeOf.ts";

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
 * @param where - What the document is called in errors; empty for a file as a whole.
 * @param values - The options under the names of the preset, none of them unknown to it.
 * @param keyOf - The place of an option in it.
 * @param outside - How many names of `where` stand for what is no part of the document; see {@link placeOf}.
 */
export function createNamed(
  importer: string,
  where: string,
  { definition }: DefinedPreset,
  values: Values,
  keyOf: (option: string) => string,
  outside = 0,
): Schedule | ReactiveSchedule {
  const { options, defaults = {}, build } = definition as unknown as AnyDefinition;
  const names = new Map(
    Object.keys(options).map((option) => [
      option,
      where === "" ? keyOf(option) : `${where}.${keyOf(option)}`,
    ]),
  );
  const named = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
    Object.fromEntries(
      Object.entries(record).map(([option, value]) => [names.get(option)!, value]),
    );
  const create = defineKind<Values, Schedule | ReactiveSchedule, (values: Values) => unknown>(
    importer,
    {
      package: "@anneal/import",
      options: named(options),
      defaults: named(defaults),
      build(given, fail) {
        try {
          return build(
            Object.fromEntries([...names].map(([option, name]) => [option, given[name]])),
            // A rule may speak of other options.
            (option, rule) =>
              fail(
                names.get(option)!,
                rule.replace(/\w+/g, (word) => names.get(word) ?? word),
              ),
          );
        } catch (error) {
          throw documentError(importer, where, error, outside);
        }
      },
    },
    (schedule) => schedule,
  );
  try {
    return create(named(values)) as Schedule | ReactiveSchedule;
  } catch (error) {
    const [option] = ((error as Error).cause as Place).path;
    const place = [...names.values()].find((each) => each === option);
    if (place !== undefined) (error as Error).cause = placeOf(place, outside);
    throw error;
  }
}
