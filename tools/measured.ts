/**
 * Writes what the experiment measured, from the results of its trainings: its answer and its plot into README.md, and these with
 * its table into docs/measurements.md.
 *
 * `tsx --conditions=@anneal/source tools/measured.ts`; with `--check` it only says whether they are up to date. The results are
 * those of `npm run bench -- experiment plateaued`, in `docs/measured` without timings (`merge --no-timings`).
 */
import { readFileSync, writeFileSync } from "node:fs";
import { standalone, targetPicture } from "@anneal/experiment/charts";
import { resultsSchema } from "@anneal/experiment/records";
import { answer, claims, describeTrials } from "@anneal/experiment/wording";
import { format } from "prettier";
import { figureColumns, figureRows } from "../apps/bench/src/plateaued/markdown.ts";
import { answerPlateaued } from "../apps/bench/src/plateaued/plateaued.ts";

const root = new URL("..", import.meta.url);
const at = (path: string): URL => new URL(path, root);
const picture = "docs/measured/answer.svg";

const results = resultsSchema.parse(
  JSON.parse(readFileSync(at("docs/measured/results.json"), "utf8")),
);
const { result } = answerPlateaued(results, []);
const { analysis } = result;
const given = answer(analysis)!;
const drawing = standalone(targetPicture(analysis)!);

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
/** The answer and its plot, for a file in a folder from which `pictures` leads to that of the picture. */
const answered = (pictures: string): string =>
  [
    `**${given.sentence}** ${given.evidence}`,
    "",
    `![Validation accuracy against training accuracy: a dot for each seed, an arrow from constant to the mean of each schedule, and the target's region](${pictures}answer.svg)`,
  ].join("\n");
const table = [
  line(figureColumns),
  line(figureColumns.map((_, index) => (index === 0 ? ":--" : "--:"))),
  ...figureRows(result).map(line),
  "",
  `${describeTrials(analysis)}. ${claims(analysis).join(" ")}`,
].join("\n");

/** What stands between the two marks of each file. */
const sections: readonly (readonly [file: string, mark: string, text: string])[] = [
  ["README.md", "answer", answered("docs/measured/")],
  ["apps/site/pages/lab.md", "answer", answered("./docs/measured/")],
  ["docs/measurements.md", "measured", `${answered("measured/")}\n\n${table}`],
];

const check = process.argv.includes("--check");
const write = (path: string, text: string): void => {
  const before = readFileSync(at(path), "utf8");
  if (!check) writeFileSync(at(path), text);
  else if (before !== text) throw new Error(`npm run measured: ${path} is not up to date`);
};
write(picture, drawing);
for (const [file, mark, text] of sections) {
  const marked = new RegExp(`(<!-- ${mark} -->\n)[\\s\\S]*(<!-- /${mark} -->)`);
  const page = readFileSync(at(file), "utf8");
  if (!marked.test(page)) throw new Error(`${file} has no place that is marked as ${mark}`);
  const updated = page.replace(
    marked,
    (_all, begin: string, end: string) => `${begin}\n${text}\n\n${end}`,
  );
  write(file, await format(updated, { parser: "markdown", printWidth: 100 }));
}
