import { explain, explainText, isReactive } from "anneal";
import type { Path } from "anneal";
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from "vue";
import type { ComputedRef, Ref } from "vue";
import { courseOf, exampleMetrics, metricsIn, shownSteps } from "../model/course.ts";
import type { Course } from "../model/course.ts";
import { hashOf, stateIn } from "../model/link.ts";
import { read } from "../model/reading.ts";
import type { Reading } from "../model/reading.ts";
import { initialState, mostSteps, mostTabs } from "../model/state.ts";
import type { State, Tab } from "../model/state.ts";
import type { Line } from "../components/CurveChart.ts";

/** As long as somebody goes on typing nothing is written to the address. */
const pause = 150;

/** A schedule as it is drawn, or why it is not. */
interface Drawn {
  readonly course?: Course;
  readonly problem?: string;
}

/** The state of the playground, which its address holds, and what follows from it. */
export interface PlaygroundState {
  readonly state: Readonly<Ref<State>>;
  readonly ready: Readonly<Ref<boolean>>;
  readonly tab: ComputedRef<Tab>;
  readonly reading: ComputedRef<Reading>;
  /** Whether a schedule reacts to metrics. */
  readonly reacts: ComputedRef<boolean>;
  /** The metrics that it is given, each after as many updates as `every` says. */
  readonly metrics: ComputedRef<readonly number[]>;
  readonly metricsProblem: ComputedRef<string>;
  /** The steps that are drawn. */
  readonly steps: ComputedRef<readonly number[]>;
  readonly drawn: ComputedRef<readonly Drawn[]>;
  readonly lines: ComputedRef<readonly Line[]>;
  /** What the chart shows, in words. */
  readonly summary: ComputedRef<string>;
  readonly explained: ComputedRef<string>;
  /** What is wrong with the schedule that is edited; empty if nothing is. */
  readonly problem: ComputedRef<string>;
  /** The place in the spec that somebody was led to last; a new one each time. */
  readonly chosen: Readonly<Ref<{ readonly place: Path } | undefined>>;
  readonly change: (part: Partial<State>) => void;
  /** Leads to a place in the spec that is edited. */
  readonly choose: (place: Path) => void;
  readonly replaceTab: (part: Partial<Tab>) => void;
  /** Adds a schedule, if there is room. Returns what is in the way. */
  readonly add: (name: string, spec: unknown, length?: number) => string;
  readonly remove: () => void;
  readonly setSteps: (text: string) => void;
}

/** Starts the playground with what its address says, and writes every change there. */
export function usePlayground(): PlaygroundState {
  const state = shallowRef<State>(initialState);
  const ready = ref(false);

  const chosen = shallowRef<{ readonly place: Path }>();

  const change = (part: Partial<State>): void => {
    state.value = { ...state.value, ...part };
  };
  const tab = computed<Tab>(() => state.value.tabs[state.value.tab]!);
  const replaceTab = (part: Partial<Tab>): void =>
    change({
      tabs: state.value.tabs.map((old, index) =>
        index === state.value.tab ? { ...old, ...part } : old,
      ),
    });

  const readings = computed(() => state.value.tabs.map(({ spec }) => read(spec)));
  const reading = computed(() => readings.value[state.value.tab]!);
  const reacts = computed(() => readings.value.some(({ schedule }) => isReactive(schedule)));
  const metrics = computed(() =>
    state.value.metrics === undefined ? exampleMetrics : metricsIn(state.value.metrics),
  );
  const metricsProblem = computed(() => {
    const wrong = metrics.value.findIndex((value) => Number.isNaN(value));
    return wrong < 0 ? "" : `Each metric must be a number; number ${String(wrong + 1)} is none.`;
  });

  const steps = computed(() => {
    const { zoom, steps: all } = state.value;
    const [from, to] = zoom ?? [0, all];
    const nodes = readings.value.flatMap(({ schedule }) =>
      schedule && "node" in schedule ? [schedule.node] : [],
    );
    return shownSteps(nodes, from, to);
  });
  const drawn = computed<readonly Drawn[]>(() =>
    readings.value.map(({ schedule }) => {
      if (!schedule) return {};
      try {
        const course = courseOf(schedule, state.value.steps + 1, {
          metrics: metricsProblem.value === "" ? metrics.value : [],
          every: state.value.every,
        });
        // A value that there is not is found here, not while the chart is drawn.
        steps.value.forEach((step) => course.at(step));
        return { course };
      } catch (error) {
        return { problem: (error as Error).message };
      }
    }),
  );
  const lines = computed<readonly Line[]>(() =>
    state.value.tabs.map(({ name }, index) => {
      const course = drawn.value[index]?.course;
      return { name, values: steps.value.map((step) => course?.at(step) ?? null) };
    }),
  );
  const summary = computed(() => {
    const last = steps.value.at(-1) ?? 0;
    return state.value.tabs
      .map(({ name }, index) => {
        const course = drawn.value[index]?.course;
        return course
          ? `${name}: ${String(course.at(steps.value[0] ?? 0))} at first, ${String(course.at(last))} at step ${String(last)}`
          : `${name}: no schedule`;
      })
      .join("; ");
  });
  const explained = computed(() => {
    const { schedule } = reading.value;
    if (!schedule) return "No value: an option is wrong.";
    try {
      return explainText(explain(schedule, state.value.at), { digits: 6 });
    } catch (error) {
      return (error as Error).message;
    }
  });
  const problem = computed(
    () => reading.value.problem?.message ?? drawn.value[state.value.tab]?.problem ?? "",
  );

  let writing: ReturnType<typeof setTimeout> | undefined;
  async function write(): Promise<void> {
    history.replaceState(history.state, "", await hashOf(state.value));
  }
  async function follow(): Promise<void> {
    state.value = await stateIn(location.hash);
  }
  const arrived = (): void => void follow();
  onMounted(async () => {
    await follow();
    addEventListener("hashchange", arrived);
    ready.value = true;
    watch(state, () => {
      clearTimeout(writing);
      writing = setTimeout(() => void write(), pause);
    });
  });
  onBeforeUnmount(() => {
    removeEventListener("hashchange", arrived);
    clearTimeout(writing);
  });

  return {
    ...{ state, ready, tab, reading, reacts, metrics, metricsProblem },
    ...{ steps, drawn, lines, summary, explained, problem, chosen, change, replaceTab },
    choose: (place) => (chosen.value = { place }),
    add(name, spec, length) {
      if (state.value.tabs.length >= mostTabs) {
        return `There is room for ${String(mostTabs)} schedules; remove one first.`;
      }
      const tabs = [...state.value.tabs, { name, spec }];
      const all =
        length !== undefined && length >= 1 && length <= mostSteps ? length : state.value.steps;
      change({ tabs, tab: tabs.length - 1, steps: all, zoom: undefined });
      return "";
    },
    remove() {
      const tabs = state.value.tabs.filter((_, index) => index !== state.value.tab);
      change({ tabs, tab: Math.min(state.value.tab, tabs.length - 1) });
    },
    setSteps(text) {
      const wanted = Math.round(Number(text));
      if (!(wanted >= 1 && wanted <= mostSteps)) return;
      change({ steps: wanted, at: Math.min(state.value.at, wanted), zoom: undefined });
    },
  };
}
