import { hold, stretch } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import type { Found } from "./importing.ts";

/**
 * A schedule that has one value for the whole of an epoch: per epoch where nobody says how many steps an epoch has, else
 * per step.
 */
export function ofEpochs(
  schedule: Schedule,
  epochs: number | undefined,
  stepsPerEpoch: number | undefined,
): Found<Schedule> {
  return stepsPerEpoch === undefined
    ? { learningRate: schedule, per: "epoch", steps: epochs }
    : {
        learningRate: hold(stepsPerEpoch, stretch(stepsPerEpoch, schedule)),
        per: "step",
        steps: epochs === undefined ? undefined : epochs * stepsPerEpoch,
      };
}
