import type { Row, Spread } from "@anneal/experiment/records";

/** Titles of the columns in which every report shows a {@link Row}. */
export const columns = [
  "schedule",
  "train acc",
  "train loss",
  "val acc",
  "val loss",
  "test acc",
  "images/s",
  "target",
] as const;

const absent = "–";

const show = (spread: Spread | null, write: (value: number) => string): string =>
  spread === null
    ? absent
    : `${write(spread.mean)}${spread.sd === null ? "" : ` ± ${write(spread.sd)}`}`;

const accuracy = (value: number): string => (100 * value).toFixed(2);
const loss = (value: number): string => value.toFixed(4);
const speed = (value: number): string => value.toFixed(0);

function targetOf({ completed, diverged, failed, targetMet }: Row): string {
  const trials = completed + diverged + failed;
  const problems = [
    ...(diverged > 0 ? [trials > 1 ? `${String(diverged)} diverged` : "diverged"] : []),
    ...(failed > 0 ? [trials > 1 ? `${String(failed)} failed` : "failed"] : []),
  ];
  if (completed === 0) return problems.join(", ") || absent;
  const met =
    trials > 1 ? `${String(targetMet)} of ${String(trials)}` : targetMet > 0 ? "yes" : "no";
  return [met, ...problems].join(", ");
}

/** A row as text, one cell for each of the {@link columns}. Accuracies are percentages. */
export function cells(row: Row): readonly string[] {
  return [
    row.name,
    show(row.trainingAccuracy, accuracy),
    show(row.trainingLoss, loss),
    show(row.validationAccuracy, accuracy),
    show(row.validationLoss, loss),
    show(row.testAccuracy, accuracy),
    show(row.imagesPerSecond, speed),
    targetOf(row),
  ];
}
