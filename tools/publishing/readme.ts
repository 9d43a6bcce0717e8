import { posix } from "node:path";
import { addressOf } from "./project.ts";
import type { Project } from "./project.ts";

/**
 * A README as npm shows it, where nothing lies beside it: links into the repository become absolute.
 *
 * @param markdown - The README in the repository.
 * @param folder - Its folder, from the root of the repository.
 */
export function publishedReadme(markdown: string, folder: string, project: Project): string {
  const outsideFences = markdown.split(/^(```[\s\S]*?^```)$/m);
  return outsideFences
    .map((text, index) =>
      index % 2 === 1
        ? text
        : text.replace(
            /(!?)\[([^\]]*)\]\((?![a-z]+:|#)([^)\s]+)\)/g,
            (_link, picture: string, label: string, target: string) => {
              const [file = "", anchor] = target.split("#");
              const address = addressOf(
                project,
                posix.join(folder, file),
                picture ? "raw" : /\.\w+$/.test(file) ? "blob" : "tree",
              );
              return `${picture}[${label}](${address}${anchor === undefined ? "" : `#${anchor}`})`;
            },
          ),
    )
    .join("");
}
