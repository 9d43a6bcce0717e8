import { printable } from "../wording/printable.ts";

/** Text that is HTML already and is not escaped again. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text is escaped, nothing stands for nothing. */
export type Content = string | number | Markup | null | undefined | false | readonly Content[];

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text for use between tags and in attributes with quotes, in HTML and in XML. */
const escapeMarkup = (text: string): string =>
  printable(text).replace(/[&<>"']/g, (character) => escapes[character]!);

function render(content: Content): string {
  if (content === null || content === undefined || content === false) return "";
  if (content instanceof Markup) return content.text;
  if (typeof content === "number") return String(content);
  if (typeof content === "string") return escapeMarkup(content);
  return content.map(render).join("");
}

/** A template of HTML or XML in which everything that is put in is escaped, unless it is {@link Markup}. */
export function markup(strings: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(
    strings
      .map((string, index) => (index === 0 ? "" : render(contents[index - 1])) + string)
      .join(""),
  );
}
