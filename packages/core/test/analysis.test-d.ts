import {
  area,
  constant,
  drivePlan,
  explain,
  explainText,
  firstBelow,
  lint,
  parsePlan,
  plan,
  resumeFrom,
  sample,
  simulate,
  sparkline,
  toSVG,
} from "@anneal/core";
import type {
  Composable,
  Explanation,
  Finding,
  Json,
  LintRule,
  Plan,
  PlanDrive,
  ReactiveSchedule,
  ScheduleSpec,
  Simulation,
  Snapshot,
} from "@anneal/core";
import { expectTypeOf } from "vitest";

declare const any: Composable;
declare const reactive: ReactiveSchedule;
declare const snapshot: Snapshot;

export function anAnalysisTakesAnythingThatGivesALearningRate(): void {
  expectTypeOf(sample(any, { steps: 1 })).toEqualTypeOf<number[]>();
  expectTypeOf(sample(reactive, { steps: 1, every: 2, from: 0, state: {} })).toEqualTypeOf<
    number[]
  >();
  expectTypeOf(firstBelow(any, 1, { steps: 1 })).toEqualTypeOf<number | undefined>();
  expectTypeOf(area(any, 0, 1, { discrete: true })).toEqualTypeOf<number>();
  expectTypeOf(simulate(any, [1, { loss: 1 }], { every: 2 })).toEqualTypeOf<Simulation>();
  expectTypeOf(explain(any, 0)).toEqualTypeOf<Explanation>();
  expectTypeOf(explainText(explain(any, 0))).toEqualTypeOf<string>();
  expectTypeOf(lint(any, { steps: 1 })).toEqualTypeOf<Finding[]>();
  expectTypeOf<Finding["rule"]>().toEqualTypeOf<LintRule>();
  expectTypeOf<Simulation["state"]>().toEqualTypeOf<Json>();
  // @ts-expect-error -- the length of the run is nobody's guess
  lint(any, {});
  // @ts-expect-error -- a schedule is not a word
  sample("0.1", { steps: 1 });
}

export function aPlotTakesListsToo(): void {
  expectTypeOf(sparkline([1, 2], { steps: 2 })).toEqualTypeOf<string>();
  expectTypeOf(toSVG(any, { steps: 2 })).toEqualTypeOf<string>();
  expectTypeOf(
    toSVG({ a: any, b: simulate(any, [1]).values }, { steps: 2 }),
  ).toEqualTypeOf<string>();
  // @ts-expect-error -- a line is not a word
  toSVG({ a: "1" }, { steps: 2 });
}

export function aPlanKnowsItsNames(): void {
  const both = plan({ learningRate: any, momentum: 0.9 });
  expectTypeOf(both).toEqualTypeOf<Plan<"learningRate" | "momentum">>();
  expectTypeOf(both.at(0)).toEqualTypeOf<Record<"learningRate" | "momentum", number>>();
  expectTypeOf(
    both.at(0, both.initial, { learningRate: 0, momentum: 0 }).momentum,
  ).toEqualTypeOf<number>();
  expectTypeOf(both.spec).toEqualTypeOf<ScheduleSpec>();
  expectTypeOf(parsePlan({}, [constant])).toEqualTypeOf<Plan>();
  expectTypeOf(drivePlan(both)).toEqualTypeOf<PlanDrive<"learningRate" | "momentum">>();
  expectTypeOf(
    drivePlan(both, { resume: resumeFrom(snapshot, { onMismatch: "keep-spec" }) }).advance()
      .momentum,
  ).toEqualTypeOf<number>();
  expectTypeOf(drivePlan(parsePlan({}, [])).values).toEqualTypeOf<Record<string, number>>();
  // @ts-expect-error -- a name that the plan does not have
  expectTypeOf(both.at(0).weightDecay).toBeNumber();
  // @ts-expect-error -- a plan is not a schedule
  sample(both, { steps: 1 });
  // @ts-expect-error -- a plan in a plan
  plan({ a: both });
}
