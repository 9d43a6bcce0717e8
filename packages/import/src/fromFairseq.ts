import { plan } from "@anneal/core";
import { fairseqSchedulers } from "./fairseqSchedulers.ts";
import { listOf, mostOf } from "./fairseqSettings.ts";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { referring } from "./referring.ts";
import { Settings } from "./settings.ts";
import { spelled } from "./spelled.ts";

const sections = ["optimization", "checkpoint", "lr_scheduler"];

/** Arguments that no other trainer has. */
const signs = [
  "arch",
  "criterion",
  "warmup_updates",
  "max_update",
  "total_num_update",
  "max_tokens",
];

/** That of an optimizer of several, each of which has a scheduler of its own. */
const passThrough = "pass_through";

/** MMPT has what it hands on to fairseq in a section of that name. */
const withinMMPT = (file: Settings): Settings =>
  file.holds("fairseq") ? file.inside("fairseq") : file;

/** Whether it holds the arguments of fairseq, of a command line or of a file of Hydra or MMPT. */
export const isFairseq = (file: Settings): boolean => {
  const settings = withinMMPT(file);
  if (settings.holds("lr_scheduler")) return settings.inside("lr_scheduler").has("_name");
  const all = spelled(settings, ["optimization"]);
  return (
    all.has("lr") &&
    (!all.has("lr_scheduler") ||
      all.get("lr_scheduler") === passThrough ||
      Object.hasOwn(fairseqSchedulers, String(all.get("lr_scheduler")))) &&
    signs.some((key) => all.has(key))
  );
};

/** What every scheduler may stand beside, and what looks like it belonged to one. */
const common = [
  "lr",
  "lr_scheduler",
  "min_lr",
  "stop_min_lr",
  "warmup_updates",
  // How far a training waits for workers.
  "warmup_iterations",
];

/** What looks like it belonged to a scheduler. */
const about =
  /^(?:lr(?:_|$)|warmup_|min_lr|max_lr|end_learning_rate|t_mult$|force_anneal$|fa$|phase_ratio$|(?:init|final)_lr|epoch2lr|update2lr)/;

/** What one scheduler makes of the rate beside it. */
function readScheduler(all: Settings, key: string, options: ImportOptions): Found {
  const name = all.oneOf(key, Object.keys(fairseqSchedulers), "fixed");
  const { keys, read } = fairseqSchedulers[name]!;
  all.refuseUnread(about, [...common, ...keys]);
  const rates =
    options.learningRate !== undefined
      ? [options.learningRate]
      : all.has("lr")
        ? listOf(all, "lr")
        : [all.ask("learningRate", "lr is missing")];
  const context = { rates, options };
  return { steps: mostOf(all, context), ...read(all, context) };
}

/** The optimizers of one that holds several, by the names of their groups. */
function readGroups(settings: Settings, all: Settings, options: ImportOptions): Found {
  const optimizer = settings.inside("optimizer");
  const holder = optimizer.inside("groups");
  // Lengths of the training are those of all; its rate is no group's that has its own.
  const shared = Object.fromEntries(
    all.keys().flatMap((key) => (about.test(key) && key !== "lr" ? [] : [[key, all.get(key)]])),
  );
  const groups = holder.keys().map((name) => {
    const group = holder.inside(name);
    const scheduler = group.inside("lr_scheduler");
    const rate = group.first("lr_float", "lr");
    const own = Object.fromEntries(scheduler.keys().map((key) => [key, scheduler.get(key)]));
    const entries = { ...shared, ...own, ...(rate && { lr: group.get(rate) }) };
    const found = readScheduler(new Settings(all.findings, group.where, entries), "_name", options);
    return { name, found };
  });
  const [first] = groups;
  if (first === undefined) return optimizer.refuse("groups", "a mapping with a group at least");
  return {
    ...first.found,
    groups: groups.map(({ name, found }) => ({
      name,
      plan: plan({ learningRate: found.learningRate }),
    })),
  };
}

function readFairseq(file: Settings, options: ImportOptions): Found {
  const settings = withinMMPT(file);
  const all = spelled(settings, sections);
  const key = settings.holds("lr_scheduler") ? "_name" : "lr_scheduler";
  return all.get(key) === passThrough
    ? readGroups(settings, all, options)
    : readScheduler(all, key, options);
}

/**
 * The schedule of a fairseq training, from its arguments: a command line, or a file of Hydra.
 *
 * @param document - The arguments by their names, with hyphens or underscores (`parseArguments` of `@anneal/import/arguments` makes
 *   them of a script), or what a YAML parser makes of the file, with `optimization` and `lr_scheduler`.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch` where `lr` is a list with a rate for each epoch.
 * @returns See {@link Imported}: reactive for `reduce_lr_on_plateau`; per epoch for a list of rates without `stepsPerEpoch`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromFairseq({ arch: "transformer", lr: "5e-4", "lr-scheduler": "inverse_sqrt", "warmup-updates": 4000 });
 * [0, 2000, 4000, 16000].map((step) => learningRate.node.at(step, learningRate.node.initial)); // => [0, 0.00025, 0.0005, 0.00025]
 * ```
 */
export const fromFairseq = /* @__PURE__ */ importing(
  "fromFairseq",
  "fairseq",
  referring(readFairseq),
);
