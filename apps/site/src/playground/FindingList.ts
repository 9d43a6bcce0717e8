import type { Path } from "anneal";
import { defineComponent, h, onBeforeUnmount, ref, shallowRef, watch } from "vue";
import type { PropType, VNode } from "vue";
import type { LintAnswer, LintQuestion, PlacedFinding } from "../model/lintAnswer.ts";
import { quietButton } from "./quietButton.ts";
import type { PlaygroundState } from "./usePlayground.ts";

/** Up to here `lint` takes less than a third of a second; what takes longer happens beside the page. */
const longestHere = 100_000;
/** As long as somebody goes on typing nothing is looked through. */
const pause = 150;

/** What stands at a place of a spec: the schedule as a whole, an option, a phase. */
const nameOfPlace = (place: Path): string =>
  place.length === 0
    ? "the schedule"
    : place.map((key) => (typeof key === "number" ? String(key + 1) : key)).join(" › ");

/** What `lint` finds in the schedule that is edited; each finding leads to its step and to its option. */
export const FindingList = defineComponent({
  name: "FindingList",
  props: { playground: { type: Object as PropType<PlaygroundState>, required: true } },
  setup({ playground }) {
    const { state, tab, reading, ready, change, choose } = playground;
    const findings = shallowRef<readonly PlacedFinding[]>([]);
    const problem = ref("");

    // A finding is of the schedule that was asked about last.
    let worker: Worker | undefined;
    let asked = 0;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    function show(data: LintAnswer): void {
      if (data.number !== asked) return;
      findings.value = data.findings;
      problem.value = data.problem ?? "";
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
    function ask(): void {
      asked++;
      findings.value = [];
      problem.value = "";
      if (!reading.value.schedule) return;
      const question: LintQuestion = {
        number: asked,
        spec: JSON.parse(JSON.stringify(tab.value.spec)) as unknown,
        steps: state.value.steps,
      };
      if (question.steps > longestHere) lintBeside(question);
      else void lintHere(question);
    }
    watch([ready, () => tab.value.spec, () => state.value.steps], () => {
      clearTimeout(waiting);
      if (ready.value) waiting = setTimeout(ask, pause);
    });
    onBeforeUnmount(() => {
      worker?.terminate();
      clearTimeout(waiting);
    });

    const goTo = ({ step }: PlacedFinding): void => {
      if (step === undefined) return;
      const reach = Math.max(5, Math.round(state.value.steps / 50));
      const around = Math.round(step);
      change({
        at: around,
        zoom: [Math.max(0, around - reach), Math.min(state.value.steps, around + reach)],
      });
    };
    return (): VNode =>
      h("section", { "aria-labelledby": "playground-lint" }, [
        h("h2", { id: "playground-lint" }, "What lint finds"),
        problem.value !== ""
          ? h("p", { class: "problem" }, problem.value)
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
                      : quietButton(`Go to step ${String(Math.round(finding.step))}`, () =>
                          goTo(finding),
                        ),
                    " ",
                    quietButton(`Go to ${nameOfPlace(finding.place)}`, () => choose(finding.place)),
                  ]),
                ),
              ),
      ]);
  },
});
