import { defineKind } from "@anneal/core";
import type { Complete, Fail, Kind, ReactiveSchedule, Rule, Schedule } from "@anneal/core";

interface PresetDefinition<Options, Absent extends keyof Options> {
  /** A rule for every option. */
  readonly options: { readonly [Name in keyof Options]-?: Rule };
  /** The options that may be left out, each with the value it then has in the other library. */
  readonly defaults?: { readonly [Name in keyof Options]?: Options[Name] };
  /** Makes of them what anneal calls the same schedule. */
  readonly build: (options: Complete<Options, Absent>, fail: Fail) => Schedule | ReactiveSchedule;
}

/** A preset: checks its options under the names of the other library, and returns a schedule of anneal. */
export type Preset<Factory> = Factory & Kind;

/**
 * Makes a preset.
 *
 * What it returns writes itself as what it is made of, so that `parse` does not need the preset to build it back. It is a
 * kind all the same: a configuration may name it.
 */
/* @__NO_SIDE_EFFECTS__ */
export function definePreset<
  Options,
  Absent extends keyof Options = never,
  Factory = (options: Options) => Schedule,
>(name: string, { options, defaults, build }: PresetDefinition<Options, Absent>): Preset<Factory> {
  return defineKind<Options, Schedule | ReactiveSchedule, Factory>(
    name,
    {
      package: "@anneal/compat",
      options,
      // What has a default is what may be left out; the types of the two cannot say so of a type parameter.
      defaults: defaults as never,
      build: (given, fail) => build(given as Complete<Options, Absent>, fail),
    },
    (schedule) => schedule,
  );
}
