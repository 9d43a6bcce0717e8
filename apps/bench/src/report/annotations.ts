import { counted, printable, problems } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";

/** How loud an annotation is. */
type AnnotationLevel = "error" | "warning" | "notice";

const escapeData = (text: string): string =>
  printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");

/** A line that GitHub Actions shows as an annotation of the run. */
export const annotation = (level: AnnotationLevel, title: string, message: string): string =>
  `::${level} title=${escapeProperty(title)}::${escapeData(message)}`;

/** GitHub shows at most ten of a kind for one step. */
const shown = 9;

/** What went wrong: an error for each failed trial, a warning for each that diverged and for what is missing. */
export function renderAnnotations({ analysis }: Report): string {
  const lines = problems(analysis).map(({ kind, text }) => {
    const level: AnnotationLevel = kind === "failed" ? "error" : "warning";
    return { level, text: annotation(level, `anneal-bench: ${kind}`, text) };
  });
  return (["error", "warning"] as const)
    .flatMap((level) => {
      const own = lines.filter((line) => line.level === level);
      const more = own.length - shown;
      return [
        ...own.slice(0, shown).map(({ text }) => text),
        ...(more > 0
          ? [
              annotation(
                level,
                "anneal-bench",
                `and ${counted(more, "more trial")}; see the report`,
              ),
            ]
          : []),
      ];
    })
    .map((line) => `${line}\n`)
    .join("");
}
