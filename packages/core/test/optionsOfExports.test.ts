import * as core from "@anneal/core";
import { describeOptionsOfExports } from "@anneal/testing";

const { area, drive, drivePlan, firstBelow, lint, plan, ramp } = core;
const { sample, simulate, sparkline, toSVG } = core;

const falling = ramp({ from: 0.1, to: 0, steps: 10 });

describeOptionsOfExports("@anneal/core", core, {
  area: (unknown) => area(falling, 0, 5, { ...unknown }),
  childOf: "none",
  clockUntil: "none",
  compact: "none",
  cosineWeight: "none",
  countAtMost: "none",
  // What a kind is made of is checked by its types: every schedule would carry the check.
  defineKind: "none",
  definePureSchedule: "none",
  defineSchedule: "none",
  drive: (unknown) => drive(falling, { from: 2, ...unknown }),
  drivePlan: (unknown) => drivePlan(plan({ learningRate: falling }), { from: 2, ...unknown }),
  // Its third argument is a state.
  explain: "none",
  explainText: (unknown) => core.explainText(core.explain(falling, 3), { digits: 3, ...unknown }),
  exponential2: "none",
  fingerprint: "none",
  firstBelow: (unknown) => firstBelow(falling, 0.05, { ...unknown } as never),
  gather: "none",
  isReactive: "none",
  lint: (unknown) => lint(falling, { steps: 10, ...unknown }),
  logarithm2: "none",
  mappable: "none",
  mapping: "none",
  nearest: "none",
  nextOf: "none",
  oneOf: "none",
  parse: "none",
  parsePlan: "none",
  // Its names are the caller's.
  plan: "none",
  power: "none",
  previousOf: "none",
  sample: (unknown) => sample(falling, { steps: 10, ...unknown }),
  refuse: "none",
  resumeFrom: (unknown) => core.resumeFrom(drive(falling).snapshot(), { ...unknown }),
  scheduleFrom: "none",
  simulate: (unknown) => simulate(falling, [0.5], { ...unknown }),
  snapshotAt: "none",
  sparkline: (unknown) => sparkline(falling, { steps: 10, ...unknown }),
  toCode: "none",
  toSVG: (unknown) => toSVG(falling, { steps: 10, ...unknown }),
  wholePower: "none",
});
