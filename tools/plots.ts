/**
 * Draws the plot of every schedule package into `packages/<name>/plot.svg`, where its README shows it.
 *
 * `tsx --conditions=@anneal/source tools/plots.ts`; with `--check` it only says whether the files are up to date.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { toSVG } from "anneal";
import { examples, steps, valuesOf } from "./examples.ts";

const linesInOnePlot = 5;
const outdated: string[] = [];

for (const [folder, ofPackage] of Object.entries(examples)) {
  const file = new URL(`../packages/${folder}/plot.svg`, import.meta.url);
  // A list is drawn as it is; a schedule with its jumps at the exact step.
  const lines = Object.fromEntries(
    Object.entries(ofPackage)
      .slice(0, linesInOnePlot)
      .map(([name, example]) => [name, Array.isArray(example) ? valuesOf(example) : example]),
  );
  const drawing = `${toSVG(lines, { steps, title: `@anneal/${folder}` })}\n`;
  if (!process.argv.includes("--check")) writeFileSync(file, drawing);
  else if (!existsSync(file) || readFileSync(file, "utf8") !== drawing) outdated.push(folder);
}

if (outdated.length > 0) {
  throw new Error(`npm run plots: the plots of ${outdated.join(", ")} are not up to date`);
}
