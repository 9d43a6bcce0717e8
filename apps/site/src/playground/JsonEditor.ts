import { defineComponent, h, onBeforeUnmount, onMounted, ref, watch } from "vue";
import type { VNode } from "vue";
import type { EditorView } from "@codemirror/view";
import type { Path } from "anneal";
import type { Problem } from "../model/reading.ts";
import { propOf } from "../components/propOf.ts";

/** A spec as text, with what `parse` says underlined where it belongs. The editor is loaded when it is asked for. */
export const JsonEditor = defineComponent({
  name: "JsonEditor",
  props: {
    spec: { type: propOf<unknown>(null), required: true },
    /** The place that somebody was led to. */
    chosen: {
      type: propOf<{ readonly place: Path } | undefined>(Object),
      default: undefined,
    },
    problem: { type: propOf<Problem | undefined>(Object), default: undefined },
  },
  emits: ["change"],
  setup(props, { emit }) {
    const place = ref<HTMLElement>();
    let view: EditorView | undefined;
    let underline: (() => void) | undefined;
    let select: ((place: Path) => void) | undefined;
    let gone = false;

    const written = (): string => JSON.stringify(props.spec, null, 2);

    onMounted(async () => {
      const { openEditor } = await import("./editor.ts");
      // The page may have been left while it was loaded.
      if (gone || !place.value) return;
      ({ view, underline, select } = openEditor(place.value, {
        text: written(),
        problem: () => props.problem,
        change: (spec) => emit("change", spec),
      }));
    });
    onBeforeUnmount(() => {
      gone = true;
      view?.destroy();
    });
    watch(
      () => props.spec,
      () => {
        if (!view) return;
        const current = view.state.doc.toString();
        // What is being typed keeps its spaces.
        try {
          if (JSON.stringify(JSON.parse(current)) === JSON.stringify(props.spec)) return;
        } catch {
          // It is no JSON yet; another place has changed the spec since.
        }
        view.dispatch({ changes: { from: 0, to: current.length, insert: written() } });
      },
    );
    watch(
      () => props.problem,
      () => underline?.(),
    );
    watch(
      () => props.chosen,
      (target) => {
        if (target) select?.(target.place);
      },
    );
    return (): VNode => h("div", { ref: place, class: "editor" });
  },
});
