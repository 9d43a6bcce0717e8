import { mean } from "@anneal/experiment/statistics";
import { comparedIn, primaryFigure } from "@anneal/experiment/wording";
import type { Quantity, Report } from "@anneal/experiment/wording";

/** How a schedule did on one task. */
interface Placing {
  /** `null` without any usable trial. */
  readonly rank: number | null;
  readonly mean: number | null;
  readonly verdict: string | null;
}

/** How a schedule did on all tasks. */
export interface Standing {
  readonly schedule: string;
  /** Over the tasks on which it has a rank; `null` if there is none. */
  readonly meanRank: number | null;
  /** In the order of the tasks; `null` where it was not trained. */
  readonly placings: readonly (Placing | null)[];
}

/** What several tasks say of the same schedules. */
export interface Overview {
  readonly tasks: readonly { readonly name: string; readonly compared: Quantity }[];
  /** The lowest mean rank first. */
  readonly standings: readonly Standing[];
}

/** Puts the analyses of several tasks side by side. Ranks can be averaged where values of different metrics cannot. */
export function overviewOf(reports: readonly Report[]): Overview {
  const names = [
    ...new Set(reports.flatMap(({ analysis }) => analysis.schedules.map(({ name }) => name))),
  ];
  const standings = names.map((schedule): Standing => {
    const placings = reports.map(({ analysis }): Placing | null => {
      const own = analysis.schedules.find(({ name }) => name === schedule);
      if (own === undefined) return null;
      return {
        rank: own.rank,
        mean: primaryFigure(analysis, own)?.mean ?? null,
        verdict: own.difference?.verdict ?? null,
      };
    });
    const ranks = placings.flatMap((placing) => placing?.rank ?? []);
    const meanRank = ranks.length === 0 ? null : mean(ranks);
    return { schedule, meanRank, placings };
  });
  return {
    tasks: reports.map(({ analysis }) => ({
      name: analysis.task.name,
      compared: comparedIn(analysis),
    })),
    standings: standings.sort(
      (one, other) => (one.meanRank ?? Infinity) - (other.meanRank ?? Infinity),
    ),
  };
}
