import { scale } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { composerSchedulers } from "./composerSchedulers.ts";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { known } from "./known.ts";
import { referring } from "./referring.ts";
import { Settings } from "./settings.ts";

/** Whether it is a configuration of Composer or llm-foundry; that of OLMo looks like it. */
export const isComposer = (settings: Settings): boolean => {
  if (!settings.has("max_duration")) return false;
  if (settings.has("schedulers")) return true;
  if (!settings.holds("scheduler")) return false;
  const scheduler = settings.inside("scheduler");
  const isOLMo =
    scheduler.has("units") ||
    (settings.holds("optimizer") && settings.inside("optimizer").has("learning_rate"));
  return scheduler.has("name") && !isOLMo;
};

/** The scheduler with its name: in a key of its own, or as the key of its settings. */
function schedulerIn(settings: Settings): readonly [name: string, scheduler: Settings] {
  if (settings.holds("scheduler")) {
    const scheduler = settings.inside("scheduler");
    return [scheduler.text("name"), scheduler];
  }
  const [outer, second] = settings.insides("schedulers");
  const [name, another] = outer?.keys() ?? [];
  return name === undefined || (second ?? another) !== undefined
    ? settings.refuse("schedulers", "one scheduler with its settings")
    : [name, outer!.inside(name)];
}

/** A length of Composer: so many of a unit. */
type Length = readonly [value: number, unit: string];

/** What times are counted with. */
interface Clock {
  readonly options: ImportOptions;
  readonly settings: Settings;
  /** The whole run; that of epochs in batches. */
  readonly total: () => Length;
}

/** A time of Composer as it is written: `"100ba"`, `"10ep"`, `"3e9tok"`, `"1000sp"`, `"0.1dur"`; a number alone is of `bare`. */
function lengthOf(holder: Settings, key: string, bare: string, otherwise?: string): Length {
  const given = holder.get(key);
  const time = typeof given === "number" ? `${given}${bare}` : holder.text(key, otherwise);
  const [, amount, unit] =
    /^\s*([\d._]+(?:e[-+]?\d+)?)\s*(ba|ep|sp|tok|dur)\s*$/i.exec(time.slice(0, 60)) ?? [];
  const value = Number(amount?.replaceAll("_", ""));
  if (!Number.isFinite(value)) {
    holder.refuse(key, 'a time as "100ba", "10ep", "0.1dur" or "3e9tok"', time);
  }
  return [value, unit!.toLowerCase()];
}

/** A length in batches. */
function batchesOf(
  holder: Settings,
  key: string,
  [value, unit]: Length,
  { options, settings, total }: Clock,
): number {
  const batch = (): number =>
    options.samplesPerStep ??
    (settings.has("global_train_batch_size")
      ? settings.positiveCount("global_train_batch_size")
      : settings.ask("samplesPerStep", "global_train_batch_size is missing"));
  switch (unit) {
    case "ba":
      return value;
    case "ep":
      return (
        value *
        (options.stepsPerEpoch ?? settings.ask("stepsPerEpoch", `${holder.path(key)} is in epochs`))
      );
    case "sp":
      return value / batch();
    case "tok":
      return (
        value /
        (options.tokensPerStep ??
          (settings.has("max_seq_len")
            ? batch() * settings.positiveCount("max_seq_len")
            : settings.ask("tokensPerStep", `${holder.path(key)} is in tokens`)))
      );
    default: {
      // A share is one of whole batches, samples or tokens: of what the run is counted in.
      const [all, its] = total();
      return batchesOf(holder, key, [Math.floor(value * all), its], { options, settings, total });
    }
  }
}

/** The rate of the optimizer, whose settings may be under its name. */
function rateOf(settings: Settings, options: ImportOptions): number {
  if (options.learningRate !== undefined) return options.learningRate;
  const optimizer = settings.holds("optimizer") ? settings.inside("optimizer") : undefined;
  const [first = ""] = optimizer?.keys() ?? [];
  const holder = optimizer?.holds(first) === true ? optimizer.inside(first) : optimizer;
  return holder?.has("lr") === true
    ? holder.amount("lr")
    : settings.ask("learningRate", "optimizer.lr is missing");
}

function readComposer(settings: Settings, options: ImportOptions): Found<Schedule> {
  const [name, scheduler] = schedulerIn(settings);
  const kind = composerSchedulers.find(({ names }) => names.includes(name));
  if (kind === undefined) {
    scheduler.oneOf(
      "name",
      composerSchedulers.flatMap(({ names }) => names),
      name,
    );
  }
  const { keys, read } = kind!;
  scheduler.refuseUnread(/./, ["name", "scale_warmup", ...keys]);
  let whole: Length | undefined;
  const total = (): Length => {
    if (whole !== undefined) return whole;
    if (options.totalSteps !== undefined) return (whole = [options.totalSteps, "ba"]);
    // The trainer takes a number alone for epochs.
    const given = lengthOf(settings, "max_duration", "ep");
    if (given[1] === "dur") settings.refuse("max_duration", "in another unit than its own share");
    return (whole =
      given[1] === "ep" ? [batchesOf(settings, "max_duration", given, clock), "ba"] : given);
  };
  const clock: Clock = { options, settings, total };
  const inBatches = (holder: Settings, key: string, otherwise?: string): number =>
    batchesOf(holder, key, lengthOf(holder, key, "ba", otherwise), clock);
  const factor = read(scheduler, {
    time: (key, otherwise) => inBatches(scheduler, key, otherwise),
    grain(key) {
      const [, unit] = lengthOf(scheduler, key, "ba");
      const its = unit === "dur" ? total()[1] : unit;
      return its === "ep" ? 1 : batchesOf(scheduler, key, [1, its], clock);
    },
    times(key) {
      // One alone is a list of itself.
      return [scheduler.get(key)].flat().map((item, index) => {
        const place = `${key}[${index}]`;
        const holder = new Settings(scheduler.findings, scheduler.where, { [place]: item });
        return inBatches(holder, place);
      });
    },
  });
  const planned = known(settings.findings, () =>
    batchesOf(settings, "max_duration", total(), clock),
  );
  return {
    learningRate: scale(rateOf(settings, options), factor),
    per: "step",
    // The batch in which the last sample or token is seen is the last.
    steps: planned && Math.ceil(planned),
  };
}

/**
 * The schedule of a configuration of Composer or llm-foundry, with its times: `"100ba"`, `"10ep"`, `"0.1dur"`, `"3e9tok"`.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch` for times in epochs, `tokensPerStep` for times in tokens where the
 *   file has no `max_seq_len`.
 * @returns See {@link Imported}; `steps` is `max_duration` in batches.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or no time.
 *
 * @example
 * ```ts
 * const scheduler = { name: "cosine_with_warmup", t_warmup: "10ba", alpha_f: 0.1 };
 * const { learningRate } = fromComposer({ scheduler, optimizer: { lr: 0.1 }, max_duration: "110ba" });
 * [0, 10, 60, 110].map((step) => learningRate(step)); // => [0, 0.1, 0.05500000000000001, 0.010000000000000002]
 * ```
 */
export const fromComposer = /* @__PURE__ */ importing(
  "fromComposer",
  "composer",
  referring(readComposer),
);
