import { defineKind } from "@anneal/core";
import type { Complete, Fail, Kind, ReactiveSchedule, Rule, Schedule } from "@anneal/core";

/** What a preset is made of. */
export interface PresetDefinition<Options, Absent extends keyof Options = never> {
  /** A rule for every option. */
  readonly options: { readonly [Name in keyof Options]-?: Rule };
  /** The options that may be left out, each with the value it then has in the other library. @defaultValue none */
  readonly defaults?: { readonly [Name in keyof Options]?: Options[Name] };
  /** Makes of them what anneal calls the same schedule. */
  readonly build: (options: Complete<Options, Absent>, fail: Fail) => Schedule | ReactiveSchedule;
}

/** A preset: checks its options under the names of the other library, and returns a schedule of anneal. */
export type Preset<Factory> = Factory & Kind;

/** A preset of any options, with what it is made of: an importer builds it under the names of its document. */
export interface DefinedPreset extends Kind {
  /** The names, rules and defaults of the other library, and what makes a schedule of them. */
  readonly definition: PresetDefinition<never>;
}

/**
 * Makes a preset.
 *
 * The schedule of a preset writes itself as what it is made of, so that `parse` does not need the preset to build it back. It is a
 * kind all the same: a configuration may name it.
 */
/* @__NO_SIDE_EFFECTS__ */
export function definePreset<
  Options,
  Absent extends keyof Options = never,
  Factory = (options: Options) => Schedule,
>(name: string, definition: PresetDefinition<Options, Absent>): Preset<Factory> & DefinedPreset {
  return Object.assign(
    defineKind<Options, Schedule | ReactiveSchedule, Factory>(
      name,
      // The options with a default are those that may be left out. TypeScript cannot prove that while `Options` is still open.
      { package: "@anneal/compat", ...definition } as never,
      (schedule) => schedule,
    ),
    { definition: definition as never },
  );
}
