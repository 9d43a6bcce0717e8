export {
  best,
  claims,
  datasetTitle,
  describeTask,
  describeTrials,
  metricName,
  primaryFigure,
  problems,
  ranked,
  sensitivityMetric,
  sensitivityMetricName,
  withVerdict,
} from "./headline.ts";
export type { Report } from "./headline.ts";
export { limits } from "./limits.ts";
export {
  absent,
  counted,
  inPercent,
  listed,
  loss,
  meanAndBand,
  meanAndInterval,
  orAbsent,
  percent,
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
