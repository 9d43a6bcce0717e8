import type { Analysis } from "@anneal/experiment/analysis";

type Placed = Pick<Analysis["schedules"][number], "rank" | "tiesWithBest">;

/** What stands behind the mean of a schedule that cannot be told from the best one; of any other nothing. */
export const tieMark = ({ rank, tiesWithBest }: Placed): string =>
  rank !== 1 && tiesWithBest === true ? " ≈" : "";

/** What the mark means, where a schedule has it. */
export const describeTies = ({ schedules }: { readonly schedules: readonly Placed[] }): string =>
  schedules.some((schedule) => tieMark(schedule) !== "")
    ? "A mean with ≈ cannot be told from the best one, by the rules of a claim."
    : "";
