import { defineComponent, h, ref, shallowRef, useId } from "vue";
import type { VNode } from "vue";
import type { Imported } from "@anneal/import";
import { textOf } from "../components/events.ts";

/** What is taken over of a file that was read. */
export interface Taken {
  readonly name: string;
  readonly spec: unknown;
  /** Planned updates, where the file or its reader says so. */
  readonly steps?: number;
}

/** What a file may lack, and how the importers call it. */
const questions = [
  ["stepsPerEpoch", "updates in an epoch"],
  ["totalSteps", "updates in all"],
  ["learningRate", "base learning rate"],
] as const;

/** Reads a configuration or a state of another trainer: pasted, or dropped as a file. The importers are loaded on demand. */
export const ImportDialog = defineComponent({
  name: "ImportDialog",
  emits: ["take"],
  setup(_props, { emit, expose }) {
    const dialog = ref<HTMLDialogElement>();
    const text = ref("");
    const fileName = ref("");
    const given = ref<Readonly<Record<string, string>>>({});
    const imported = shallowRef<Imported>();
    const problem = ref("");
    const id = useId();
    let latest = 0;

    async function look(): Promise<void> {
      const turn = ++latest;
      problem.value = "";
      imported.value = undefined;
      if (text.value.trim() === "") return;
      const options = Object.fromEntries(
        Object.entries(given.value)
          .filter(([, value]) => value.trim() !== "")
          .map(([name, value]) => [name, Number(value)]),
      );
      try {
        const { read } = await import("@anneal/import");
        const result = await read(text.value, {
          ...options,
          ...(fileName.value === "" ? {} : { fileName: fileName.value }),
        });
        if (turn === latest) imported.value = result;
      } catch (error) {
        if (turn === latest) problem.value = (error as Error).message;
      }
    }

    async function drop(event: DragEvent): Promise<void> {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (!file) return;
      fileName.value = file.name;
      // More than an importer would read.
      text.value = await file.slice(0, 1_000_000).text();
      await look();
    }

    function take(): void {
      const found = imported.value;
      if (!found) return;
      emit("take", {
        name: found.format,
        spec: found.learningRate.spec,
        ...(found.steps !== undefined && { steps: Math.ceil(found.steps) }),
      });
      dialog.value?.close();
    }

    expose({ open: () => dialog.value?.showModal() });

    const result = (found: Imported): VNode =>
      h("div", { class: "found" }, [
        h("p", [
          "Read as ",
          h("strong", found.format),
          `, a step is one ${found.per === "epoch" ? "epoch" : "update"}`,
          found.steps === undefined ? "" : `, ${String(found.steps)} of them planned`,
          found.snapshot === undefined
            ? "."
            : `; it stands at step ${String(found.snapshot.step)}.`,
        ]),
        found.notes.length === 0
          ? undefined
          : h(
              "ul",
              found.notes.map((note, index) => h("li", { key: index }, note)),
            ),
        h("button", { type: "button", onClick: take }, "Take it into the playground"),
      ]);

    return (): VNode =>
      h("dialog", { ref: dialog, class: "import", "aria-labelledby": `${id}-title` }, [
        h("h2", { id: `${id}-title` }, "Read a configuration"),
        h("p", "Paste the file of a trainer, or drop it here: it stays in this page."),
        h("label", { for: `${id}-text` }, "The file"),
        h("textarea", {
          id: `${id}-text`,
          rows: 10,
          spellcheck: "false",
          value: text.value,
          onInput: (event: Event) => {
            text.value = textOf(event);
            fileName.value = "";
            void look();
          },
          onDragover: (event: DragEvent) => event.preventDefault(),
          onDrop: (event: DragEvent) => void drop(event),
        }),
        h(
          "div",
          { class: "questions" },
          questions.map(([name, label]) =>
            h("div", { class: "field", key: name }, [
              h("label", { for: `${id}-${name}` }, label),
              h("input", {
                id: `${id}-${name}`,
                inputmode: "decimal",
                autocomplete: "off",
                placeholder: "as the file says",
                value: given.value[name] ?? "",
                onInput: (event: Event) => {
                  given.value = { ...given.value, [name]: textOf(event) };
                  void look();
                },
              }),
            ]),
          ),
        ),
        h("div", { role: "status" }, [
          problem.value === "" ? undefined : h("p", { class: "problem" }, problem.value),
          imported.value ? result(imported.value) : undefined,
        ]),
        h(
          "button",
          { type: "button", class: "quiet", onClick: () => dialog.value?.close() },
          "Close",
        ),
      ]);
  },
});
