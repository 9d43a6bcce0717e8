export { describeDuration } from "./duration.ts";
export { answer } from "./answer.ts";
export { glossary } from "./glossary.ts";
export type { Term } from "./glossary.ts";
export type { Answer } from "./answer.ts";
export {
  best,
  bestMean,
  claims,
  describeBatch,
  describeTask,
  describeTrials,
  examplesOf,
  primaryFigure,
  problems,
  ranked,
  sensitivityQuantity,
  sizeOf,
  withVerdict,
} from "./headline.ts";
export type { Report } from "./headline.ts";
export { limits, ratesThatStandOut } from "./limits.ts";
export {
  absent,
  counted,
  inPercent,
  listed,
  meanAndBand,
  meanAndInterval,
  orAbsent,
  percent,
  plain,
  points,
  probability,
  range,
  rate,
  toTarget,
  markVerdict,
  writeVerdict,
  whole,
} from "./notation.ts";
export { describeClaims, describeDiverged, describeIntervals, describeRules } from "./rules.ts";
export { describeLimit, describeTarget, describeTrainingFigures } from "./target.ts";
export {
  escapeMarkdown,
  forTerminal,
  inOneLine,
  printable,
  printableJson,
  withPrintableTexts,
} from "./printable.ts";
export { comparedIn, othersOn, primaryOn, quantitiesOf, quantityOf } from "./quantity.ts";
export type { Quantity } from "./quantity.ts";
export { trainedBy } from "./trainedBy.ts";
