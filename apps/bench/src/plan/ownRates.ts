import { canonicalJson } from "@anneal/experiment/records";
import type { InspectedSchedule } from "@anneal/experiment/training";

/** Names of the schedules that were inspected at several base rates and do the same at each of them. */
export function schedulesWithOwnRates(
  schedules: readonly Pick<InspectedSchedule, "name" | "learningRate" | "description">[],
): readonly string[] {
  const names = [...new Set(schedules.map(({ name }) => name))];
  return names.filter((name) => {
    const own = schedules.filter((schedule) => schedule.name === name);
    const rates = new Set(own.map(({ learningRate }) => learningRate));
    const descriptions = new Set(own.map(({ description }) => canonicalJson(description)));
    return rates.size > 1 && descriptions.size === 1;
  });
}
