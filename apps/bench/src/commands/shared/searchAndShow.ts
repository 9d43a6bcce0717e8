import { join } from "node:path";
import { chosenBy } from "@anneal/experiment/conclusion";
import { namedScore, protocolVersion } from "@anneal/experiment/records";
import type { Plan, ResultsByKey, Trial, TrialResult } from "@anneal/experiment/records";
import {
  axesOf,
  bestOf,
  isAtEdge,
  searchRounds,
  searchSchema,
  shapeAt,
  specAt,
  valuesAt,
} from "@anneal/experiment/search";
import type {
  Candidate,
  Judged,
  Losses,
  Search,
  SearchOfSchedule,
  SearchOptions,
  SearchSpec,
} from "@anneal/experiment/search";
import { mean } from "@anneal/experiment/statistics";
import type { TaskFacts } from "@anneal/experiment/task";
import { forTerminal, printableJson } from "@anneal/experiment/wording";
import type { Settings } from "../../configuration/settings.ts";
import { carryOutWith, withCrew } from "../../execution/carryOut.ts";
import type { Crew, Presentation } from "../../execution/carryOut.ts";
import { exitCodes } from "../../execution/exitCodes.ts";
import type { ExitCode } from "../../execution/exitCodes.ts";
import type { Extent } from "../../execution/extent.ts";
import { dropCheckpoints, removeCheckpoints } from "../../storage/checkpoints.ts";
import { asText, writeWhole } from "../../storage/wholeFile.ts";

const nameOf = (search: string, { id }: Candidate): string => `${search}#${String(id)}`;

/** What a trial ended with, the lower the better; `Infinity` for one that diverged. */
function lossOf(result: TrialResult, { measure, sign }: ReturnType<typeof chosenBy>): number {
  if (result.status !== "completed") return Infinity;
  const value = namedScore("validation", result.epochs.at(-1)!.validation)[measure];
  return typeof value === "number" ? sign * value : Infinity;
}

function recordOf(
  name: string,
  spec: SearchSpec,
  judged: readonly Judged[],
  options: SearchOptions,
  sign: number,
): SearchOfSchedule {
  const axes = axesOf(spec);
  const best = bestOf(judged, options);
  const values = best === undefined ? [] : valuesAt(axes, best.point);
  return {
    name,
    axes: axes.map(({ path, range }) => ({
      path,
      range: range.range === "choice" ? { ...range, values: [...range.values] } : range,
    })),
    candidates: judged.map(({ id, point, losses, epochs }) => {
      const figures = losses.map((loss) => (loss === Infinity ? null : sign * loss));
      const known = figures.filter((figure) => figure !== null);
      return {
        id,
        values: [...valuesAt(axes, point)],
        spec: specAt(spec, point),
        figures,
        epochs,
        mean: known.length === figures.length ? mean(known) : null,
      };
    }),
    best: best?.id ?? null,
    atEdge: axes.flatMap(({ path, range }, index) =>
      best !== undefined &&
      isAtEdge(
        range,
        values[index]!,
        judged.map(({ point }) => valuesAt(axes, point)[index]!),
      )
        ? [path]
        : [],
    ),
  };
}

type Display = Pick<Presentation, "stdout" | "stderr" | "json" | "quiet">;

/** What a search of a task ends with. */
interface Found {
  readonly search: Search;
  readonly task: TaskFacts;
}

/**
 * Searches for the best options of some specs, round by round, and writes `search.json` and `search.html` when all of that is
 * done. Trials that are there already are not trained again, so that the same command continues.
 *
 * @throws {BenchmarkError} If the settings, the data, the output folder or a spec do not allow it.
 */
export function search(
  settings: Settings,
  searches: Readonly<Record<string, SearchSpec>>,
  options: SearchOptions,
  extent: Extent,
  presentation: Display,
): Promise<ExitCode> {
  const checkpoints = join(settings.out, "checkpoints");
  // One for all rounds, whose processes have the data and the kernels from the first on.
  return withCrew(
    [settings],
    extent,
    presentation.stderr,
    (crew) => searchWith(crew, checkpoints, settings, searches, options, extent, presentation),
    checkpoints,
  );
}

async function searchWith(
  crew: Crew,
  checkpoints: string,
  settings: Settings,
  searches: Readonly<Record<string, SearchSpec>>,
  options: SearchOptions,
  extent: Extent,
  { stdout, stderr, json, quiet }: Display,
): Promise<ExitCode> {
  let last: Plan | undefined;
  const records: SearchOfSchedule[] = [];
  for (const [name, spec] of Object.entries(searches)) {
    const axes = axesOf(spec);
    const rounds = searchRounds(axes.length, options, (point) => shapeAt(axes, point));
    let reached = 0;
    /** What may go on, by seed and candidate. */
    let open = new Map<string, Trial>();
    let choice: ReturnType<typeof chosenBy> | undefined;
    let step = rounds.next();
    for (; step.done !== true;) {
      const { candidates, seeds, until } = step.value;
      const names = candidates.map((candidate) => nameOf(name, candidate));
      const specs = Object.fromEntries(
        candidates.map((candidate, index) => [names[index]!, specAt(spec, candidate.point)]),
      );
      let losses: Losses | undefined;
      const judge = (plan: Plan, results: ResultsByKey): void => {
        last = plan;
        choice ??= chosenBy(plan.task);
        const chosen = choice;
        const idOf = (own: string, seed: number): string => `${own} ${String(seed)}`;
        // A thousand candidates with a hundred seeds are too many to look through them for each.
        const known = new Map(
          plan.trials.map(({ key, trial }) => [idOf(trial.name, trial.seed), results.get(key)]),
        );
        const all = names.map((own) => seeds.map((seed) => known.get(idOf(own, seed))));
        if (all.flat().some((result) => result === undefined || result.status === "failed")) return;
        losses = all.map((own) => own.map((result) => lossOf(result!, chosen)));
      };
      const code = await carryOutWith(
        crew,
        {
          purpose: "tuning",
          settings: [
            {
              ...settings,
              ...{ schedule: names, seeds: [...seeds], testSamples: 0 },
              ...(until < settings.epochs && { until }),
            },
          ],
          ratesOf: ({ learningRate }) => [learningRate],
          specs,
          tuning: null,
        },
        extent,
        { stderr, quiet },
        async (_settings, { plan, results }) => {
          judge(plan, results);
          const trained = plan.trials.map(({ trial }) => [trial.name, trial] as const);
          if (reached === 0 || until === reached) {
            open = new Map([...open, ...trained]);
          } else if (losses !== undefined) {
            // What was given up when others went on.
            for (const [own] of trained) open.delete(own);
            await dropCheckpoints(checkpoints, [...open.values()]);
            open = new Map(trained);
          }
        },
      );
      if (code !== exitCodes.ok || losses === undefined) {
        stderr.write(
          `anneal-bench: no search.json yet: the trials of ${name} are not all completed\n`,
        );
        return code;
      }
      reached = until;
      step = rounds.next(losses);
    }
    records.push(recordOf(name, spec, step.value, options, choice!.sign));
  }
  await removeCheckpoints(checkpoints);
  const plan = last!;
  const { measure, sign } = chosenBy(plan.task);
  const [{ trial }] = plan.trials as [Plan["trials"][number]];
  const found: Found = {
    task: plan.task,
    search: searchSchema.parse({
      format: 1,
      protocol: protocolVersion,
      task: settings.task,
      epochs: settings.epochs,
      backend: trial.backend,
      measure,
      better: sign === 1 ? "lower" : "higher",
      sampler: options.sampler,
      halving: options.halving,
      seeds: [...options.seeds],
      searches: records,
    }),
  };
  await show(found, settings.out, { stdout, stderr, json, quiet });
  return exitCodes.ok;
}

async function show(
  { search: found, task }: Found,
  out: string,
  { stdout, stderr, json, quiet }: Display,
): Promise<void> {
  const paths = ["search.json", "search.html"].map((name) => join(out, name)) as [string, string];
  await writeWhole(paths[0], asText(found));
  // Drawing takes half a second to load, which the other commands need not wait for.
  const { describeSearch, renderSearch } = await import("../../report/html/search.ts");
  await writeWhole(paths[1], renderSearch(found, task));
  if (json) stdout.write(asText(found));
  else {
    for (const one of found.searches) {
      for (const text of describeSearch(one, found, task)) stdout.write(`${forTerminal(text)}\n`);
      const best = one.candidates.find(({ id }) => id === one.best);
      if (best !== undefined) stdout.write(`  ${printableJson(best.spec, 0)}\n`);
    }
  }
  if (!quiet) stderr.write(`Search: ${paths.join(", ")}\n`);
}
