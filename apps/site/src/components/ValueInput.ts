import { defineComponent, h, ref, watch } from "vue";
import type { VNode } from "vue";
import type { Field } from "../model/fields.ts";
import { checkedOf, textOf } from "./events.ts";
import { propOf } from "./propOf.ts";

const numbersIn = (text: string): unknown[] =>
  text
    .split(/[\s,;]+/)
    .filter((word) => word !== "")
    .map((word) => (Number.isNaN(Number(word)) ? word : Number(word)));

/** Asks for an option that is no schedule and no curve. Says nothing of an option that is left out but what it then is. */
export const ValueInput = defineComponent({
  name: "ValueInput",
  props: {
    field: { type: propOf<Field>(Object), required: true },
    value: { type: propOf<unknown>(null), required: true },
    id: { type: String, required: true },
    wrong: { type: Boolean, required: true },
  },
  emits: ["change"],
  setup(props, { emit }) {
    const shown = (value: unknown): string => {
      if (value === undefined || value === null) return "";
      if (props.field.input === "numbers" && Array.isArray(value)) return value.join(", ");
      // A word stands there without its quotes; an object in place of a number as what it is.
      return typeof value === "string" ? value : JSON.stringify(value);
    };
    // What somebody is typing is not written anew while it stands for the same value.
    const text = ref(shown(props.value));
    const meant = (): unknown => {
      const typed = text.value;
      if (typed.trim() === "") return undefined;
      if (props.field.input === "numbers") return numbersIn(typed);
      if (props.field.input === "text" || props.field.input === "words") return typed;
      try {
        return JSON.parse(typed) as unknown;
      } catch {
        // `parse` says what it must be.
        return Number.isNaN(Number(typed)) ? typed : Number(typed);
      }
    };
    watch(
      () => props.value,
      (value) => {
        if (JSON.stringify(meant()) !== JSON.stringify(value)) text.value = shown(value);
      },
    );
    const typed = (event: Event): void => {
      text.value = textOf(event);
      emit("change", meant());
    };
    const common = (): Record<string, unknown> => ({
      id: props.id,
      "aria-invalid": props.wrong ? "true" : undefined,
      "aria-describedby": `${props.id}-rule`,
    });
    const placeholder = (): string =>
      props.field.fallback === undefined
        ? props.field.required
          ? ""
          : "none"
        : shown(props.field.fallback);
    return (): VNode => {
      const { input, words = [], fallback } = props.field;
      if (input === "flag") {
        return h("input", {
          ...common(),
          type: "checkbox",
          checked: props.value ?? fallback ?? false,
          onChange: (event: Event) => emit("change", checkedOf(event)),
        });
      }
      if (input === "words") {
        return h(
          "select",
          {
            ...common(),
            value: text.value,
            onChange: typed,
          },
          [
            ...(props.field.required
              ? []
              : [h("option", { value: "" }, `${placeholder()} (default)`)]),
            ...words.map((word) => h("option", { value: word }, word)),
          ],
        );
      }
      return h("input", {
        ...common(),
        type: "text",
        inputmode: input === "number" || input === "integer" ? "decimal" : undefined,
        autocomplete: "off",
        spellcheck: "false",
        value: text.value,
        placeholder: placeholder(),
        onInput: typed,
      });
    };
  },
});
