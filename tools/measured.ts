/**
 * Writes what was measured into README.md: the answer of the experiment, its plot and its table, from the results of its
 * trainings.
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
const section = [
  `**${given.sentence}** ${given.evidence}`,
  "",
  `![Validation accuracy against training accuracy: a dot for each seed, an arrow from constant to the mean of each schedule, and the target's region](${picture})`,
  "",
  line(figureColumns),
  line(figureColumns.map((_, index) => (index === 0 ? ":--" : "--:"))),
  ...figureRows(result).map(line),
  "",
  `${describeTrials(analysis)}. ${claims(analysis).join(" ")}`,
].join("\n");

const file = at("README.md");
const readme = readFileSync(file, "utf8");
const marked = /(<!-- measured -->\n)[\s\S]*(<!-- \/measured -->)/;
if (!marked.test(readme)) throw new Error("README.md has no place that is marked as measured");
const updated = await format(
  readme.replace(marked, (_all, begin: string, end: string) => `${begin}\n${section}\n\n${end}`),
  { parser: "markdown", printWidth: 100 },
);

if (!process.argv.includes("--check")) {
  writeFileSync(file, updated);
  writeFileSync(at(picture), drawing);
} else if (readme !== updated || readFileSync(at(picture), "utf8") !== drawing) {
  throw new Error("npm run measured: what README.md tells of the experiment is not up to date");
}
