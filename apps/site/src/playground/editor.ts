/** The editor: a chunk of its own, which is loaded when somebody wants to write JSON. */
import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import type { CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import { standardKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { HighlightStyle, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { forceLinting, linter, lintKeymap } from "@codemirror/lint";
import type { Diagnostic } from "@codemirror/lint";
import type { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { kindNamed, curveKinds, scheduleKinds } from "../model/catalogue.ts";
import type { Problem } from "../model/reading.ts";

type Path = readonly (number | string)[];
type Node = ReturnType<typeof syntaxTree>["topNode"];

const nameOf = (property: Node, state: EditorState): string => {
  const name = property.getChild("PropertyName");
  if (!name) return "";
  try {
    return JSON.parse(state.sliceDoc(name.from, name.to)) as string;
  } catch {
    return "";
  }
};

const isValue = (node: Node): boolean =>
  /^(Array|False|Null|Number|Object|String|True)$/.test(node.name);

const valuesIn = (node: Node): Node[] => {
  const values: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (isValue(child)) values.push(child);
  }
  return values;
};

/** The place of a path in the text: of the innermost part of it that is written. */
function placeOf(state: EditorState, path: Path): { from: number; to: number } {
  let node = valuesIn(syntaxTree(state).topNode)[0];
  for (const key of path) {
    const inner: Node | undefined =
      typeof key === "number"
        ? node && node.name === "Array"
          ? valuesIn(node)[key]
          : undefined
        : node
            ?.getChildren("Property")
            .filter((property) => nameOf(property, state) === key)
            .flatMap(valuesIn)[0];
    if (!inner) break;
    node = inner;
  }
  if (!node) return { from: 0, to: state.doc.length };
  // A whole object would be underlined over many lines: its first one is enough.
  const line = state.doc.lineAt(node.from);
  return { from: node.from, to: Math.min(node.to, line.to) };
}

const kinds = [...Object.values(scheduleKinds).flat(), ...curveKinds];

/** The kind of the object in which a position stands. */
function kindAround(state: EditorState, position: number): string | undefined {
  let node: Node | null = syntaxTree(state).resolveInner(position, -1);
  while (node && node.name !== "Object") node = node.parent;
  const property = node?.getChildren("Property").find((each) => nameOf(each, state) === "kind");
  const value = property && valuesIn(property)[0];
  return value && state.sliceDoc(value.from + 1, value.to - 1);
}

/** Names of kinds behind "kind", of options of the kind before a colon. */
function complete(context: CompletionContext): CompletionResult | null {
  const before = context.matchBefore(/"[\w]*/);
  if (!before && !context.explicit) return null;
  const from = before?.from ?? context.pos;
  const line = context.state.doc.lineAt(context.pos);
  const isKind = /"kind"\s*:\s*$/.test(line.text.slice(0, from - line.from));
  if (isKind) {
    return { from, options: kinds.map((kind) => ({ label: `"${kind}"`, type: "class" })) };
  }
  const kind = kindAround(context.state, context.pos);
  const known = (kind === undefined ? undefined : kindNamed(kind)?.options) ?? {};
  return {
    from,
    options: [
      { label: '"kind"', type: "property", detail: "which schedule it is" },
      ...Object.entries(known).map(([option, { rule }]) => ({
        label: `"${option}"`,
        type: "property",
        detail: rule,
      })),
    ],
  };
}

// Colours of the theme, which are dark enough on light and light enough on dark.
const highlighting = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--code-name)" },
  { tag: tags.string, color: "var(--code-text)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--code-number)" },
]);

export interface EditorOptions {
  readonly text: string;
  readonly problem: () => Problem | undefined;
  readonly change: (spec: unknown) => void;
}

/** An editor: `underline` shows the problem as it is now, `select` leads to a place of the spec. */
interface Editor {
  readonly view: EditorView;
  readonly underline: () => void;
  readonly select: (place: Path) => void;
}

/** Opens an editor in a place of the page. */
export function openEditor(parent: HTMLElement, { text, problem, change }: EditorOptions): Editor {
  const diagnostics = ({ state }: EditorView): Diagnostic[] => {
    const written = state.doc.toString();
    try {
      JSON.parse(written);
    } catch (error) {
      const position = Number(/position (\d+)/.exec((error as Error).message)?.[1] ?? 0);
      const from = Math.min(position, Math.max(0, state.doc.length - 1));
      return [
        {
          from,
          to: Math.min(from + 1, state.doc.length),
          severity: "error",
          message: (error as Error).message,
        },
      ];
    }
    const found = problem();
    return found
      ? [{ ...placeOf(state, found.path), severity: "error", message: found.message }]
      : [];
  };
  const view = new EditorView({
    parent,
    doc: text,
    extensions: [
      lineNumbers(),
      history(),
      json(),
      syntaxHighlighting(highlighting),
      autocompletion({ override: [complete] }),
      linter(diagnostics, { delay: 100 }),
      keymap.of([...standardKeymap, ...historyKeymap, ...lintKeymap, ...completionKeymap]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": "The schedule as JSON" }),
      EditorView.updateListener.of(({ docChanged, state }) => {
        if (!docChanged) return;
        try {
          change(JSON.parse(state.doc.toString()));
        } catch {
          // It is underlined; the schedule stays as it was.
        }
      }),
    ],
  });
  return {
    view,
    underline: () => forceLinting(view),
    select(place) {
      const { from, to } = placeOf(view.state, place);
      view.dispatch({ selection: { anchor: from, head: to }, scrollIntoView: true });
      view.focus();
    },
  };
}
