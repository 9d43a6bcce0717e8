import { quantityOf } from "@anneal/experiment/wording";
import { measuresOf } from "@anneal/experiment/task";
import type { Results, Row, Spread } from "@anneal/experiment/records";

const short: Readonly<Record<string, string>> = {
  training: "train",
  validation: "val",
  test: "test",
};

/** A column of the table that every report shows of its {@link Row}s. */
interface Column {
  readonly title: string;
  readonly cell: (row: Row) => string;
}

/** The columns in which every report shows its rows: what was measured, how fast, and whether the target was met. */
export function columnsOf({ protocol: { task }, summary, trials }: Summarised): readonly Column[] {
  const measures = measuresOf(task.metrics);
  const shown = [...new Set(summary.flatMap(({ figures }) => Object.keys(figures)))];
  const none = summary.every(({ figures }) => Object.values(figures).every((one) => one === null));
  const isLoop = trials[0]?.trial.examples === null;
  return [
    { title: "schedule", cell: ({ name }) => name },
    ...shown
      .filter((measure) => none || summary.some(({ figures }) => figures[measure]))
      .map((measure): Column => {
        const { split, metric } = measures.get(measure)!;
        const { write } = quantityOf(task, measure);
        const name = metric.name === "accuracy" ? "acc" : metric.name;
        return {
          title: `${short[split]!} ${name}`,
          cell: ({ figures }) => show(figures[measure] ?? null, write),
        };
      }),
    ...(isLoop
      ? []
      : [
          {
            title: `${task.example}s/s`,
            cell: ({ examplesPerSecond }: Row) => speedOf(examplesPerSecond),
          },
        ]),
    { title: task.target.length === 0 ? "trials" : "target", cell: targetOf(task.target.length) },
  ];
}

/** What the table is made of. */
type Summarised = Pick<Results, "protocol" | "summary" | "trials">;

const absent = "–";

const show = (spread: Spread | null, write: (value: number) => string): string =>
  spread === null
    ? absent
    : `${write(spread.mean)}${spread.sd === null ? "" : ` ± ${write(spread.sd)}`}`;

/** The median, and from two trials on the quartiles: the same figure as in the report. */
function speedOf(speed: Row["examplesPerSecond"]): string {
  if (speed === null) return absent;
  const [low, middle, high] = [speed.firstQuartile, speed.median, speed.thirdQuartile].map(
    (value) => value.toFixed(0),
  ) as [string, string, string];
  return speed.n === 1 ? middle : `${middle} [${low} … ${high}]`;
}

const targetOf =
  (bounds: number) =>
  ({ completed, diverged, failed, targetMet }: Row): string => {
    const trials = completed + diverged + failed;
    const problems = [
      ...(diverged > 0 ? [trials > 1 ? `${String(diverged)} diverged` : "diverged"] : []),
      ...(failed > 0 ? [trials > 1 ? `${String(failed)} failed` : "failed"] : []),
    ];
    if (completed === 0) return problems.join(", ") || absent;
    const met =
      bounds === 0
        ? String(completed)
        : trials > 1
          ? `${String(targetMet)} of ${String(trials)}`
          : targetMet > 0
            ? "yes"
            : "no";
    return [met, ...problems].join(", ");
  };
