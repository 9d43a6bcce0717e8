/** A sentence of a page, and the line on which its paragraph begins. */
export interface Sentence {
  readonly text: string;
  readonly line: number;
}

/** Paragraphs and items of a list of a page of Markdown: no code, no headings, no tables, whose cells are no sentences. */
function paragraphsOf(markdown: string): Sentence[] {
  const paragraphs: Sentence[] = [];
  let fenced = false;
  let open: { text: string; line: number } | undefined;
  // What stands before the text of a page of the site, with as many lines.
  const body = markdown.replace(/^---\n[\s\S]*?\n---\n/, (front) => front.replace(/.+/g, ""));
  for (const [index, line] of body.split("\n").entries()) {
    const fence = /^\s*```/.test(line);
    if (fence) fenced = !fenced;
    const item = /^\s*([-*]|\d+\.) /.test(line);
    if (fence || fenced || item || /^\s*($|#|\||<)/.test(line)) open = undefined;
    if (fence || fenced || /^\s*($|#|\||<)/.test(line)) continue;
    const text = line.replace(/^\s*([-*>]|\d+\.) /, "").trim();
    if (open === undefined) paragraphs.push((open = { text, line: index + 1 }));
    else open.text += ` ${text}`;
  }
  return paragraphs;
}

/** The sentences of a page. One also begins after a bold word and after a colon, if it has a capital letter. */
const sentencesOf = (markdown: string): Sentence[] =>
  paragraphsOf(markdown).flatMap(({ text, line }) =>
    text
      .split(/(?<=[.?!:;][*_)"]*) (?=[*_("]*[A-Z])/)
      .map((sentence) => ({ text: sentence.replace(/^[*_("]+/, ""), line })),
  );

/** Sentences of which a relative clause is the subject: "What takes a schedule itself gets it as it is." Questions are none. */
export const relativeSubjects = (markdown: string): Sentence[] =>
  sentencesOf(markdown).filter(
    ({ text }) => /^(What|Whatever|Who|Whoever|Whichever) /.test(text) && !/\?[*_)"]*$/.test(text),
  );
