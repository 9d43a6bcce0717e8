import { hold, sequence, stretch } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import type { Context } from "./fairseqSettings.ts";
import type { Found } from "./importing.ts";
import { ofEpochs } from "./ofEpochs.ts";
import type { Settings } from "./settings.ts";

/** More epochs or updates than anybody writes rates for by hand. */
const most = 10_000;

const entry = /\s*(['"])([\d,\s-]+)\1\s*:\s*(['"]?)([\d.eE+-]+)\3\s*(?:,|$)/y;

/** Rates by their epochs or updates, from the text of a dictionary: `{"1-3": 0.1, "4,6": 0.01, "8": 0.001}`. */
function tableOf(settings: Settings, key: string): Map<number, number> {
  const table = new Map<number, number>();
  if (!settings.has(key)) return table;
  const text = settings.text(key).trim();
  const refuse = (): never =>
    settings.refuse(
      key,
      `a dictionary of rates by epochs or updates, as {"1-3": 0.1, "4,6": 0.01}, with at most ${most} of them`,
      text,
    );
  const inside = /^\{([^{}]*)\}$/.exec(text.length < 5 * most ? text : "")?.[1] ?? refuse();
  const body = inside.trimEnd();
  // Those that are said twice are counted twice: it is the work that has a bound.
  let left = most;
  entry.lastIndex = 0;
  while (entry.lastIndex < body.length) {
    const [, , keys, , value] = entry.exec(body) ?? refuse();
    const rate = Number(value);
    if (!(rate >= 0 && rate < Infinity)) refuse();
    for (const part of keys!.split(",")) {
      const [from = NaN, to = from, ...more] = part
        .split("-")
        .map((each) => Number(each.trim() || NaN));
      left -= to - from + 1;
      if (!(from <= to && left >= 0) || more.length > 0) refuse();
      for (let each = from; each <= to; each++) table.set(each, rate);
    }
  }
  return table;
}

/** A rate from each of its places on, and another one before the first. */
function piecewise(table: ReadonlyMap<number, number>, first: number, initial: number): Schedule {
  const places = [...table].sort(([one], [other]) => one - other);
  const phases: { schedule: number; steps: number }[] = [];
  let [begin, rate] = [first, initial];
  for (const [place, next] of places) {
    if (next === rate) continue;
    phases.push({ schedule: rate, steps: Math.max(0, place - begin) });
    [begin, rate] = [Math.max(begin, place), next];
  }
  return sequence([...phases, rate]);
}

/** Rates by hand: of updates, and before the first of those of epochs, which count from 1. */
export function readManual(settings: Settings, { rates, options }: Context): Found {
  const epochs = tableOf(settings, "epoch2lr");
  const updates = tableOf(settings, "update2lr");
  const initial = epochs.get(1) ?? updates.get(1) ?? rates[0]!;
  if (epochs.size === 0) return { learningRate: piecewise(updates, 0, initial), per: "step" };
  const byEpoch = piecewise(epochs, 1, initial);
  if (updates.size === 0) return ofEpochs(byEpoch, undefined, options.stepsPerEpoch);
  const length =
    options.stepsPerEpoch ??
    settings.ask("stepsPerEpoch", "epoch2lr counts in epochs, and update2lr in updates");
  const first = Math.min(...updates.keys());
  return {
    learningRate: sequence([
      { schedule: hold(length, stretch(length, byEpoch)), steps: first },
      piecewise(updates, first, updates.get(first)!),
    ]),
    per: "step",
  };
}
