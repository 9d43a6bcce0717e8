import { defineComponent, h, useId } from "vue";
import type { VNode } from "vue";
import {
  beginning,
  curveBeginning,
  curveKinds,
  kindNamed,
  scheduleKinds,
} from "../model/catalogue.ts";
import { fieldsOf } from "../model/fields.ts";
import type { Field } from "../model/fields.ts";
import { textOf } from "./events.ts";
import { ValueInput } from "./ValueInput.ts";
import { propOf } from "./propOf.ts";

type Spec = Readonly<Record<string, unknown>>;
type Path = readonly (number | string)[];

const isSpec = (value: unknown): value is Spec =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A copy of an object with one key set, or without it. */
function withKey(object: Spec, key: string, value: unknown): Spec {
  if (value !== undefined) return { ...object, [key]: value };
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** The rest of a path that leads through a place; `undefined` for one that leads elsewhere. */
const within = (wrong: Path | undefined, place: Path): Path | undefined =>
  wrong !== undefined && place.every((key, depth) => wrong[depth] === key)
    ? wrong.slice(place.length)
    : undefined;

/** A kind and its options, each asked for as its rule says: schedules and curves inside by a form of their own. */
export const OptionsForm = defineComponent({
  name: "OptionsForm",
  props: {
    /** A spec; a number where a schedule may be one. */
    spec: { type: propOf<unknown>(null), required: true },
    /** Where the spec is wrong: a path in it. */
    wrong: { type: propOf<Path | undefined>(Array), default: undefined },
    /** Where the spec stands in the whole of which it is a part. */
    place: { type: propOf<Path>(Array), default: () => [] },
    of: { type: propOf<"curve" | "schedule">(String), default: "schedule" },
    /** What the form is of, in words. */
    label: { type: String, required: true },
    /** Whether the kind is as it is. */
    fixed: { type: Boolean, default: false },
    /** Whether a number may stand in place of a schedule. */
    inner: { type: Boolean, default: false },
  },
  emits: ["change"],
  setup(props, { emit }) {
    const id = useId();

    const set = (key: string, value: unknown): void =>
      emit("change", withKey(isSpec(props.spec) ? props.spec : {}, key, value));

    /** What others find a control by, which lead to its place. */
    const marked = (...path: Path): { "data-place": string } => ({
      "data-place": JSON.stringify([...props.place, ...path]),
    });

    const nested = (
      path: Path,
      label: string,
      spec: unknown,
      of: "curve" | "schedule",
      change: (value: unknown) => void,
    ): VNode =>
      h(OptionsForm, {
        ...{ key: path.join("."), spec, of, label, inner: of === "schedule" },
        wrong: within(props.wrong, path),
        place: [...props.place, ...path],
        onChange: change,
      });

    const list = (
      field: Field,
      items: readonly unknown[],
      item: (value: unknown, index: number, replace: (value: unknown) => void) => VNode[],
      added: unknown,
    ): VNode => {
      const replace = (index: number, value: unknown): void =>
        set(
          field.name,
          items.map((old, place) => (place === index ? value : old)),
        );
      return h("div", { class: "list" }, [
        ...items.map((value, index) =>
          h("div", { class: "item", key: index }, [
            ...item(value, index, (next) => replace(index, next)),
            h(
              "button",
              {
                type: "button",
                class: "quiet",
                disabled: items.length === 1,
                onClick: () =>
                  set(
                    field.name,
                    items.filter((_, place) => place !== index),
                  ),
              },
              `Remove ${String(index + 1)}`,
            ),
          ]),
        ),
        h(
          "button",
          { type: "button", class: "quiet", onClick: () => set(field.name, [...items, added]) },
          field.input === "phases" ? "Add a phase" : "Add one",
        ),
      ]);
    };

    const phase = (value: unknown, index: number, replace: (value: unknown) => void): VNode[] => {
      const timed = isSpec(value) && !("kind" in value);
      const path: Path = ["phases", index];
      const inner = timed ? value["schedule"] : value;
      const stepsId = `${id}-phase-${String(index)}`;
      return [
        nested(
          timed ? [...path, "schedule"] : path,
          `phase ${String(index + 1)}`,
          inner,
          "schedule",
          (next) => replace(timed ? { ...value, schedule: next } : next),
        ),
        h("div", { class: "field" }, [
          h("label", { for: stepsId }, "steps"),
          h(ValueInput, {
            id: stepsId,
            field: {
              name: "steps",
              input: "number",
              rule: "the length of the phase; left out, the schedule's own",
              required: false,
              accepts: () => true,
            },
            value: timed ? value["steps"] : undefined,
            wrong: within(props.wrong, [...path, "steps"]) !== undefined,
            ...marked(...path, "steps"),
            onChange: (steps: unknown) =>
              replace(steps === undefined ? inner : { schedule: inner, steps }),
          }),
          h(
            "span",
            { class: "rule", id: `${stepsId}-rule` },
            "the length of the phase; left out, the schedule's own",
          ),
        ]),
      ];
    };

    const control = (field: Field): VNode => {
      const spec = props.spec as Spec;
      const value = spec[field.name];
      if (field.input === "schedule" || field.input === "curve") {
        const given = value ?? field.fallback ?? (field.input === "curve" ? undefined : 0.1);
        return nested([field.name], field.name, given, field.input, (next) =>
          set(field.name, next),
        );
      }
      if (field.input === "schedules") {
        return h("fieldset", { key: field.name, ...marked(field.name), tabindex: -1 }, [
          h("legend", field.name),
          list(
            field,
            Array.isArray(value) ? (value as unknown[]) : [],
            (item, index, replace) => [
              nested(
                [field.name, index],
                `${field.name} ${String(index + 1)}`,
                item,
                "schedule",
                replace,
              ),
            ],
            0.1,
          ),
        ]);
      }
      if (field.input === "phases") {
        return h("fieldset", { key: field.name, ...marked(field.name), tabindex: -1 }, [
          h("legend", "phases"),
          list(field, Array.isArray(value) ? (value as unknown[]) : [], phase, {
            schedule: 0.01,
            steps: 100,
          }),
        ]);
      }
      const fieldId = `${id}-${field.name}`;
      return h("div", { class: "field", key: field.name }, [
        h("label", { for: fieldId }, field.name),
        h(ValueInput, {
          id: fieldId,
          field,
          value,
          wrong: within(props.wrong, [field.name]) !== undefined,
          ...marked(field.name),
          onChange: (next: unknown) => set(field.name, next),
        }),
        h("span", { class: "rule", id: `${fieldId}-rule` }, field.rule),
      ]);
    };

    const choose = (event: Event): void => {
      const kind = textOf(event);
      emit(
        "change",
        kind === "number" ? 0.1 : props.of === "curve" ? curveBeginning(kind) : beginning(kind),
      );
    };

    const kindChoice = (chosen: string): VNode => {
      const groups =
        props.of === "curve" ? [["curves", curveKinds] as const] : Object.entries(scheduleKinds);
      const known = groups.some(([, names]) => names.includes(chosen)) || chosen === "number";
      return h("div", { class: "field kind" }, [
        h("label", { for: `${id}-kind` }, props.label),
        h("select", { id: `${id}-kind`, ...marked(), value: chosen, onChange: choose }, [
          ...(known ? [] : [h("option", { value: chosen }, chosen === "" ? "choose one" : chosen)]),
          ...(props.inner ? [h("option", { value: "number" }, "a number")] : []),
          ...groups.map(([group, names]) =>
            h(
              "optgroup",
              { label: group },
              names.map((name) => h("option", { value: name }, name)),
            ),
          ),
        ]),
      ]);
    };

    return (): VNode => {
      const { spec } = props;
      const isNumber = typeof spec === "number";
      const kind = isSpec(spec) && typeof spec["kind"] === "string" ? spec["kind"] : "";
      const known = kindNamed(kind) !== undefined;
      const valueId = `${id}-value`;
      return h("fieldset", { class: "options" }, [
        h("legend", { class: "hidden" }, props.label),
        props.fixed ? undefined : kindChoice(isNumber ? "number" : kind),
        isNumber
          ? h("div", { class: "field" }, [
              h("label", { for: valueId }, "value"),
              h(ValueInput, {
                id: valueId,
                field: {
                  name: "value",
                  input: "number",
                  rule: "a finite number of at least 0",
                  required: true,
                  accepts: () => true,
                },
                value: spec,
                wrong: props.wrong !== undefined,
                onChange: (next: unknown) => emit("change", next ?? 0),
              }),
              h("span", { class: "rule", id: `${valueId}-rule` }, "a finite number of at least 0"),
            ])
          : undefined,
        ...(known ? fieldsOf(kind).map(control) : []),
      ]);
    };
  },
});
