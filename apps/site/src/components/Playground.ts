import { explain, explainText, isReactive } from "anneal";
import type { Finding } from "anneal";
import {
  computed,
  defineComponent,
  h,
  nextTick,
  onBeforeUnmount,
  onMounted,
  ref,
  shallowRef,
  watch,
} from "vue";
import type { Component, VNode } from "vue";
import { installLine } from "../model/code.ts";
import { courseOf, exampleMetrics, metricsIn, shownSteps } from "../model/course.ts";
import type { Course } from "../model/course.ts";
import { hashOf, stateIn } from "../model/link.ts";
import type { LintAnswer, LintQuestion } from "../model/lintAnswer.ts";
import { read } from "../model/reading.ts";
import { initialState, mostSteps, mostTabs } from "../model/state.ts";
import type { State, Tab } from "../model/state.ts";
import { beginning } from "../model/catalogue.ts";
import { tableOf } from "../model/table.ts";
import { CurveChart } from "./CurveChart.ts";
import type { Line } from "./CurveChart.ts";
import { checkedOf, textOf } from "./events.ts";
import type { Taken } from "./ImportDialog.ts";
import { JsonEditor } from "./JsonEditor.ts";
import { OptionsForm } from "./OptionsForm.ts";

/** Up to here `lint` takes less than a third of a second; what takes longer happens beside the page. */
const longestHere = 100_000;
/** As long as somebody goes on typing nothing is written to the address and nothing is looked through. */
const pause = 150;

interface Drawn {
  readonly course?: Course;
  readonly problem?: string;
}

/** A page on which schedules are composed: by form or as JSON, drawn, explained, linted, copied. Its address holds it all. */
export const Playground = defineComponent({
  name: "AnnealPlayground",
  setup() {
    const state = shallowRef<State>(initialState);
    const ready = ref(false);
    const written = ref(false);
    const findings = shallowRef<readonly Finding[]>([]);
    const lintProblem = ref("");
    const copied = ref("");
    const dialog = ref<{ open: () => void }>();
    const importDialog = shallowRef<Component>();

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
      if (!schedule) return "";
      try {
        return explainText(explain(schedule, state.value.at));
      } catch (error) {
        return (error as Error).message;
      }
    });
    const problem = computed(
      () => reading.value.problem?.message ?? drawn.value[state.value.tab]?.problem ?? "",
    );

    // A finding is of the schedule that was asked about last.
    let worker: Worker | undefined;
    let asked = 0;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let writing: ReturnType<typeof setTimeout> | undefined;
    function show(data: LintAnswer): void {
      if (data.number !== asked) return;
      findings.value = data.findings;
      lintProblem.value = data.problem ?? "";
    }
    function lintBeside(question: LintQuestion): void {
      if (!worker) {
        worker = new Worker(new URL("../model/lint.worker.ts", import.meta.url), {
          type: "module",
        });
        worker.onmessage = ({ data }: MessageEvent<LintAnswer>) => show(data);
      }
      worker.postMessage(question);
    }
    /** Loaded when there is something to look through: the page is seen without it. */
    async function lintHere(question: LintQuestion): Promise<void> {
      const { answer } = await import("../model/lintAnswer.ts");
      show(answer(question));
    }
    async function program(spec: unknown): Promise<string> {
      const { programOf } = await import("../model/program.ts");
      return programOf(spec);
    }
    function ask(): void {
      asked++;
      findings.value = [];
      lintProblem.value = "";
      if (!reading.value.schedule) return;
      const question: LintQuestion = {
        number: asked,
        spec: JSON.parse(JSON.stringify(tab.value.spec)) as unknown,
        steps: state.value.steps,
      };
      if (question.steps > longestHere) lintBeside(question);
      else void lintHere(question);
    }
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
      ask();
      watch(state, () => {
        clearTimeout(writing);
        writing = setTimeout(() => void write(), pause);
      });
      watch([() => tab.value.spec, () => state.value.steps], () => {
        clearTimeout(waiting);
        waiting = setTimeout(ask, pause);
      });
    });
    onBeforeUnmount(() => {
      worker?.terminate();
      removeEventListener("hashchange", arrived);
      clearTimeout(waiting);
      clearTimeout(writing);
    });

    async function copy(what: string, text: string | Promise<string>): Promise<void> {
      try {
        await navigator.clipboard.writeText(await text);
        copied.value = `${what} copied.`;
      } catch {
        copied.value = `This browser does not let the page write to the clipboard: ${await text}`;
      }
    }

    const add = (name: string, spec: unknown, length?: number): void => {
      if (state.value.tabs.length >= mostTabs) {
        copied.value = `There is room for ${String(mostTabs)} schedules; remove one first.`;
        return;
      }
      const tabs = [...state.value.tabs, { name, spec }];
      const all =
        length !== undefined && length >= 1 && length <= mostSteps ? length : state.value.steps;
      change({ tabs, tab: tabs.length - 1, steps: all, zoom: undefined });
    };
    const remove = (): void => {
      const tabs = state.value.tabs.filter((_, index) => index !== state.value.tab);
      change({ tabs, tab: Math.min(state.value.tab, tabs.length - 1) });
    };
    const setSteps = (text: string): void => {
      const wanted = Math.round(Number(text));
      if (!(wanted >= 1 && wanted <= mostSteps)) return;
      change({ steps: wanted, at: Math.min(state.value.at, wanted), zoom: undefined });
    };
    const showAll = (): void => change({ zoom: undefined });
    const goTo = ({ step }: Finding): void => {
      if (step === undefined) return;
      const reach = Math.max(5, Math.round(state.value.steps / 50));
      const around = Math.round(step);
      change({
        at: around,
        zoom: [Math.max(0, around - reach), Math.min(state.value.steps, around + reach)],
      });
    };
    const moveAt = (event: KeyboardEvent): void => {
      const by =
        event.key === "PageUp"
          ? state.value.steps / 100
          : event.key === "PageDown"
            ? -state.value.steps / 100
            : 0;
      if (by === 0) return;
      event.preventDefault();
      change({
        at: Math.min(state.value.steps, Math.max(0, Math.round(state.value.at + by))),
      });
    };

    /** The dialog and the importers are loaded when somebody has a file. */
    async function openImport(): Promise<void> {
      importDialog.value ??= (await import("./ImportDialog.ts")).ImportDialog;
      await nextTick();
      dialog.value?.open();
    }

    const button = (label: string, onClick: () => void, disabled = false): VNode =>
      h("button", { type: "button", class: "quiet", disabled, onClick }, label);

    const tabList = (): VNode =>
      h("div", { class: "tabs", role: "group", "aria-label": "Schedules" }, [
        ...state.value.tabs.map(({ name }, index) =>
          h(
            "button",
            {
              key: index,
              type: "button",
              "aria-pressed": index === state.value.tab,
              style: { borderColor: `var(--line-${String(index)})` },
              onClick: () => change({ tab: index }),
            },
            name,
          ),
        ),
        button("Add a schedule", () => add("cosine", beginning("cosine"))),
        button("Read a configuration", () => void openImport()),
        button("Remove this one", remove, state.value.tabs.length === 1),
      ]);

    const form = (): VNode =>
      h("section", { class: "edit", "aria-labelledby": "playground-schedule" }, [
        h("h2", { id: "playground-schedule" }, "Schedule"),
        h("div", { class: "field" }, [
          h("label", { for: "playground-name" }, "name"),
          h("input", {
            id: "playground-name",
            value: tab.value.name,
            maxlength: 60,
            autocomplete: "off",
            onInput: (event: Event) => replaceTab({ name: textOf(event) }),
          }),
        ]),
        h("div", { class: "choice", role: "group", "aria-label": "How it is written" }, [
          h(
            "button",
            {
              type: "button",
              "aria-pressed": !written.value,
              onClick: () => (written.value = false),
            },
            "Form",
          ),
          h(
            "button",
            {
              type: "button",
              "aria-pressed": written.value,
              onClick: () => (written.value = true),
            },
            "JSON",
          ),
        ]),
        written.value
          ? h(JsonEditor, {
              key: state.value.tab,
              spec: tab.value.spec,
              problem: reading.value.problem,
              onChange: (spec: unknown) => {
                if (typeof spec === "object" && spec !== null) replaceTab({ spec });
              },
            })
          : h(OptionsForm, {
              key: state.value.tab,
              spec: tab.value.spec,
              wrong: reading.value.problem?.path,
              label: "kind",
              onChange: (spec: unknown) => replaceTab({ spec }),
            }),
        h("p", { class: "problem", role: "status" }, problem.value),
      ]);

    const controls = (): VNode =>
      h("div", { class: "controls" }, [
        h("div", { class: "field" }, [
          h("label", { for: "playground-steps" }, "updates of the run"),
          h("input", {
            id: "playground-steps",
            inputmode: "numeric",
            autocomplete: "off",
            value: state.value.steps,
            onChange: (event: Event) => setSteps(textOf(event)),
          }),
        ]),
        h("div", { class: "field" }, [
          h("label", { for: "playground-log" }, "logarithmic"),
          h("input", {
            id: "playground-log",
            type: "checkbox",
            checked: state.value.log,
            onChange: (event: Event) => change({ log: checkedOf(event) }),
          }),
        ]),
        button("Show the whole run", showAll, state.value.zoom === undefined),
      ]);

    const stepChoice = (): VNode =>
      h("div", { class: "field wide" }, [
        h("label", { for: "playground-at" }, `step ${String(state.value.at)}`),
        h("input", {
          id: "playground-at",
          type: "range",
          min: 0,
          max: state.value.steps,
          step: 1,
          value: state.value.at,
          onInput: (event: Event) => change({ at: Number(textOf(event)) }),
          onKeydown: moveAt,
        }),
      ]);

    const metricPanel = (): VNode | undefined =>
      reacts.value
        ? h("section", { "aria-labelledby": "playground-metrics" }, [
            h("h2", { id: "playground-metrics" }, "What is measured"),
            h("label", { for: "playground-values" }, "a metric for each evaluation, in order"),
            h("textarea", {
              id: "playground-values",
              rows: 3,
              spellcheck: "false",
              value: state.value.metrics ?? exampleMetrics.join(" "),
              onInput: (event: Event) => change({ metrics: textOf(event) || " " }),
            }),
            h("div", { class: "field" }, [
              h("label", { for: "playground-every" }, "updates before each"),
              h("input", {
                id: "playground-every",
                inputmode: "numeric",
                autocomplete: "off",
                value: state.value.every,
                onChange: (event: Event) => {
                  const every = Math.round(Number(textOf(event)));
                  if (every >= 1 && every <= state.value.steps) change({ every });
                },
              }),
            ]),
            h("p", { class: "problem", role: "status" }, metricsProblem.value),
            h(
              "ul",
              (drawn.value[state.value.tab]?.course?.events ?? [])
                .slice(0, 50)
                .map(({ step, what, from, to }) =>
                  h(
                    "li",
                    { key: step },
                    `${what} at step ${String(step)}: ${String(from)} → ${String(to)}`,
                  ),
                ),
            ),
          ])
        : undefined;

    const lintList = (): VNode =>
      h("section", { "aria-labelledby": "playground-lint" }, [
        h("h2", { id: "playground-lint" }, "What lint finds"),
        lintProblem.value !== ""
          ? h("p", { class: "problem" }, lintProblem.value)
          : findings.value.length === 0
            ? h(
                "p",
                { role: "status" },
                reading.value.schedule ? "Nothing." : "No schedule to look at.",
              )
            : h(
                "ul",
                { class: "findings" },
                findings.value.map((finding, index) =>
                  h("li", { key: index }, [
                    h("strong", finding.rule),
                    ` ${finding.message} `,
                    finding.step === undefined
                      ? undefined
                      : button(`Go to step ${String(Math.round(finding.step))}`, () =>
                          goTo(finding),
                        ),
                  ]),
                ),
              ),
      ]);

    const table = (): VNode => {
      const rows = tableOf(
        state.value.tabs.map(({ name }, index) => ({ name, course: drawn.value[index]?.course })),
        steps.value,
      );
      const [head = [], ...body] = rows;
      return h("details", { class: "table" }, [
        h("summary", "The same as a table"),
        h(
          "div",
          { class: "scrolls", tabindex: 0, role: "region", "aria-label": "Learning rates" },
          [
            h("table", [
              h(
                "thead",
                h(
                  "tr",
                  head.map((name) => h("th", { scope: "col" }, name)),
                ),
              ),
              h(
                "tbody",
                body.map((row, index) =>
                  h(
                    "tr",
                    { key: index },
                    row.map((value) => h("td", value)),
                  ),
                ),
              ),
            ]),
          ],
        ),
        button(
          "Copy it as CSV",
          () => void copy("The table", rows.map((row) => row.join(",")).join("\n")),
        ),
      ]);
    };

    const copies = (): VNode => {
      const spec = (): string => JSON.stringify(tab.value.spec, null, 2);
      const { schedule } = reading.value;
      const course = drawn.value[state.value.tab]?.course;
      const picture = async (): Promise<string> => {
        const { pictureOf } = await import("../model/picture.ts");
        return pictureOf(schedule!, {
          course: course!,
          steps: state.value.steps,
          title: tab.value.name,
        });
      };
      return h("section", { "aria-labelledby": "playground-copy" }, [
        h("h2", { id: "playground-copy" }, "Take it along"),
        h("div", { class: "controls" }, [
          button(
            "Copy TypeScript",
            () => void copy("The program", program(tab.value.spec)),
            !schedule,
          ),
          button("Copy JSON", () => void copy("The JSON", spec()), !schedule),
          button(
            "Copy the install line",
            () => void copy("The command", installLine(tab.value.spec)),
            !schedule,
          ),
          button("Copy SVG", () => void copy("The picture", picture()), !schedule || !course),
          button(
            "Copy a link",
            () =>
              void copy(
                "The link",
                hashOf(state.value).then((hash) => location.href.split("#")[0]! + hash),
              ),
          ),
        ]),
        h("p", { role: "status", class: "copied" }, copied.value),
      ]);
    };

    return (): VNode =>
      h("div", { class: ["anneal-app", "playground"], "data-ready": ready.value }, [
        tabList(),
        h("div", { class: "columns" }, [
          form(),
          h("div", { class: "view" }, [
            h("section", { "aria-labelledby": "playground-curve" }, [
              h("h2", { id: "playground-curve" }, "Curve"),
              h("p", { class: "hint" }, "Drag over a part to enlarge it; click to explain a step."),
              h(CurveChart, {
                steps: steps.value,
                lines: lines.value,
                log: state.value.log,
                at: state.value.at,
                summary: summary.value,
                onAt: (at: number) => change({ at }),
                onZoom: ([from, to]: readonly [number, number]) =>
                  change({ zoom: [from, Math.min(to, state.value.steps)] }),
              }),
              controls(),
            ]),
            h("section", { "aria-labelledby": "playground-explain" }, [
              h("h2", { id: "playground-explain" }, "Where the value comes from"),
              stepChoice(),
              h("pre", { tabindex: 0, class: "explained" }, explained.value),
            ]),
            metricPanel(),
            lintList(),
            table(),
            copies(),
          ]),
        ]),
        importDialog.value &&
          h(importDialog.value, {
            ref: dialog,
            onTake: ({ name, spec, steps: length }: Taken) => add(name, spec, length),
          }),
      ]);
  },
});
