import { posix } from "node:path";

/** Where a file or folder of the repository is on the site, from its root and without an ending. */
export type Places = ReadonlyMap<string, string>;

/** A link inside Markdown: to a file beside it, not to an address or an anchor of the same page. */
const link = /(!?)\[((?:[^\][]|\[[^\]]*\])*)\]\((?![a-z]+:|#|\/)([^)\s]+)\)/g;

/** The Markdown outside blocks and inline code, and inside: in turns, the outside first. A block that holds one has a longer fence. */
const pieces = (markdown: string): string[] =>
  markdown.split(/(^ *````[\s\S]*?^ *````$|^ *```[^`][\s\S]*?^ *```$|`[^`\n]+`)/m);

/**
 * Markdown of the repository as a page of the site: links lead to pages where there are any; a link to a file that is no page
 * becomes its text, with the path of the file where the text is another.
 *
 * @param markdown - The text.
 * @param folder - The folder of the file, from the root of the repository.
 */
export function withLinks(markdown: string, folder: string, places: Places): string {
  // A link may have code as its text, so that code cannot be cut out beforehand; blocks can.
  return markdown
    .split(/^(````[\s\S]*?^````|```[^`][\s\S]*?^```)$/m)
    .map((text, index) =>
      index % 2 === 1
        ? text
        : text.replace(link, (whole: string, picture: string, label: string, target: string) => {
            if (picture) return whole;
            const [file = "", anchor] = target.split("#");
            const path = posix.join(folder, file).replace(/\/$/, "");
            const place = places.get(path) ?? places.get(posix.join(path, "README.md"));
            if (place === undefined) {
              return label.replaceAll("`", "") === path ? label : `${label} (\`${path}\`)`;
            }
            return `[${label}](${place}${anchor === undefined ? "" : `#${anchor}`})`;
          }),
    )
    .join("");
}

/** Markdown that Vue can compile: in text, no brackets of tags and no mustaches but those of code, which stay as they are. */
export function withoutMarkup(markdown: string): string {
  return pieces(markdown)
    .map((text, index) =>
      index % 2 === 1
        ? text
        : text
            .replace(/<!--[\s\S]*?-->\n?/g, "")
            .replace(/<(?!https?:)/g, "&lt;")
            .replaceAll("{{", "&#123;&#123;"),
    )
    .join("");
}
