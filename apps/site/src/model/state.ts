import { beginning } from "./catalogue.ts";

/** A schedule in the playground: its name and its JSON. */
export interface Tab {
  readonly name: string;
  readonly spec: unknown;
}

/** All that the playground shows: what a link holds. */
export interface State {
  /** The version of this form. */
  readonly v: 1;
  /** Length of the run in updates. */
  readonly steps: number;
  /** Whether the learning rate has a logarithmic axis. */
  readonly log: boolean;
  readonly tabs: readonly Tab[];
  /** The tab that is edited. */
  readonly tab: number;
  /** The step that is explained. */
  readonly at: number;
  /** The part of the run that is shown; all of it when it is left out. */
  readonly zoom?: readonly [from: number, to: number] | undefined;
  /** What was measured, for schedules that react to it. */
  readonly metrics?: string;
  /** Updates before each measurement. */
  readonly every: number;
}

/** A chart with more lines cannot be read. */
export const mostTabs = 8;
/** The longest run: what `lint` and `simulate` look at within a second or two. */
export const mostSteps = 10_000_000;
const longestName = 60;
const longestMetrics = 20_000;

/** What is shown when nothing else was asked for: a warmup and a cosine, beside a constant rate. */
export const initialState: State = {
  v: 1,
  steps: 1000,
  log: false,
  tabs: [
    { name: "warmup + cosine", spec: beginning("warmup") },
    { name: "one cycle", spec: beginning("oneCycle") },
  ],
  tab: 0,
  at: 50,
  every: 50,
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const integer = (value: unknown, least: number, most: number, otherwise: number): number =>
  Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most
    ? (value as number)
    : otherwise;

function tabOf(value: unknown): Tab | undefined {
  // A spec that is no schedule is shown with its error; one that is no object is none.
  if (!isRecord(value) || !isRecord(value["spec"])) return undefined;
  const { name, spec } = value;
  return {
    name: typeof name === "string" && name.trim() !== "" ? name.slice(0, longestName) : "schedule",
    spec,
  };
}

function zoomOf(value: unknown, steps: number): State["zoom"] {
  if (!Array.isArray(value)) return undefined;
  const [from, to] = value as readonly unknown[];
  const start = integer(from, 0, steps, -1);
  const end = integer(to, 0, steps, -1);
  return start >= 0 && end > start ? [start, end] : undefined;
}

/** The state that a value from outside stands for: whatever in it is no state is left out, and nothing is an error. */
export function stateOf(value: unknown): State {
  if (!isRecord(value) || value["v"] !== 1) return initialState;
  const listed = Array.isArray(value["tabs"]) ? (value["tabs"] as readonly unknown[]) : [];
  const tabs = listed
    .slice(0, mostTabs)
    .map(tabOf)
    .filter((tab) => tab !== undefined);
  if (tabs.length === 0) return initialState;
  const steps = integer(value["steps"], 1, mostSteps, initialState.steps);
  const zoom = zoomOf(value["zoom"], steps);
  const { metrics } = value;
  return {
    v: 1,
    steps,
    log: value["log"] === true,
    tabs,
    tab: integer(value["tab"], 0, tabs.length - 1, 0),
    at: integer(value["at"], 0, steps, 0),
    every: integer(value["every"], 1, steps, Math.min(initialState.every, steps)),
    ...(zoom && { zoom }),
    ...(typeof metrics === "string" &&
      metrics !== "" && { metrics: metrics.slice(0, longestMetrics) }),
  };
}
