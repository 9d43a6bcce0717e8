import type { Results } from "@anneal/experiment/records";
import {
  completedTrial,
  divergedTrial,
  failedTrial,
  resultsOf,
} from "@anneal/experiment/synthetic";
import { describe, expect, test } from "vitest";
import { answers, renderExperiment } from "../../src/plateaued/markdown.ts";
import { answerPlateaued, experimentSchema } from "../../src/plateaued/plateaued.ts";

const seeds = [1, 2, 3, 4, 5, 6, 7];

/** Figures that differ a little from seed to seed. */
const trial = (name: string, seed: number, training: number, validation: number, loss: number) => {
  const result = completedTrial(name, seed, training, validation + 0.001 * (seed % 3));
  const last = result.epochs[1]!;
  const epochs = [result.epochs[0]!, { ...last, validation: { ...last.validation, loss } }];
  return { ...result, epochs };
};

const experiment = (results: Results, also: readonly Results[] = []) =>
  experimentSchema.parse(answerPlateaued(results, also));

const text = (...args: Parameters<typeof experiment>): ReadonlyMap<string, string> =>
  new Map(answers(experiment(...args)));

const scheduling = "Does scheduling raise validation accuracy, and by how much?";
const target = "Which schedules meet the target: validation above 85 %, training below 95 %?";

const full = resultsOf(
  seeds.flatMap((seed) => [
    trial("constant", seed, 0.9, 0.84, 0.6),
    trial("halving", seed, 0.92, 0.868, 0.41 + 0.001 * seed),
    trial("halving-keras", seed, 0.92, 0.868, 0.41 + 0.001 * seed),
    trial("plateau", seed, seed > 2 ? 0.93 : 0.96, 0.87, 0.4),
  ]),
);

describe("plateaued", () => {
  test("answers its questions in words and numbers", () => {
    const said = text(full);
    expect(said.get(scheduling)).toMatch(
      /^Yes\. Halving has a higher validation accuracy than constant: \+2\.80 percentage points, 95 % interval \+2\.80 … \+2\.80 \(7 seeds, p = 0\.016\)\. Halving has a lower validation loss than constant: −0\.1860/,
    );
    expect(said.get(target)).toBe(
      "Met on every seed: halving and halving-keras. Met on some seeds: plateau (5 of 7). Met on none: constant.",
    );
    expect(said.get("What does plateau add?")).toMatch(
      /^Plateau has a higher validation accuracy than constant: \+3\.00 .*Plateau has a higher validation accuracy than halving: \+0\.20/,
    );
    expect(said.get("How many runs diverged?")).toBe("None of the 28 runs diverged.");
    expect([...said.values()].at(-1)).toBe("Yes: every number of every epoch is the same.");
  });

  test("counts runs that diverged or failed, and shows the others beside them", () => {
    const results = resultsOf([
      ...full.trials.filter(({ trial }) => trial.name !== "constant"),
      ...seeds.map((seed) =>
        seed === 3 ? divergedTrial("constant", seed) : trial("constant", seed, 0.9, 0.84, 0.6),
      ),
      failedTrial("step", 1),
    ]);
    const answer = experiment(results);
    // One of seven has the accuracy of a guess, 0.1, in place of 0.84.
    expect(answer.scheduling[0]!.difference).toBeCloseTo(0.028 + 0.74 / 7, 10);
    expect(answer.schedulingWithoutDiverged[0]).toMatchObject({ n: 6, verdict: "higher" });
    expect(answer.schedulingWithoutDiverged[0]!.difference).toBeCloseTo(0.028, 10);
    const said = text(results);
    expect(said.get("How many runs diverged?")).toMatch(
      /^Diverged: constant 1 of 7\. .* Failed: step 1 of 1\.$/,
    );
    expect(said.get(target)).toContain("Met on none: ");
  });

  test("claims nothing with fewer than six seeds", () => {
    const few = resultsOf(full.trials.filter(({ trial }) => trial.seed < 6));
    expect(experiment(few).scheduling.map(({ verdict, p }) => [verdict, p])).toEqual([
      ["too few seeds", null],
      ["too few seeds", null],
    ]);
    expect(text(few).get(scheduling)).toMatch(
      /^Too few seeds to say \(needs 6\)\. Too few seeds \(needs 6\) to claim /,
    );
  });

  test("shows the published figures as what they are, and other results beside it", () => {
    const byHeart = resultsOf([
      completedTrial("constant", 1, 0.98, 0.97),
      completedTrial("halving", 1, 0.99, 0.98),
    ]);
    const markdown = renderExperiment(experiment(full, [byHeart]));
    expect(markdown).toContain("**This is not the regime of the experiment**");
    expect(markdown).toContain(
      "Every schedule exceeds 95 % training accuracy, so the target cannot be met here.",
    );
    expect(markdown).toContain(
      "| published, on data of its own | constant | 92.00 | 78.00 | 0.450 |",
    );
    expect(markdown).toContain("| plateau | 93.86 |");
    expect(markdown).toContain(
      "| Keras, seed 1, 7,500 images, Adam at 0.02 | halving | 92.00 | 86.60 | 0.414 |",
    );
  });

  test("knows its own regime", () => {
    const { settings } = full;
    const regime = { task: "fashion-mnist", samples: 7_500, epochs: 15, learningRate: 0.02 };
    const inRegime = { ...full, settings: { ...settings, ...regime } } as Results;
    expect(experiment(inRegime).inRegime).toBe(true);
    expect(renderExperiment(experiment(inRegime))).not.toContain("not the regime");
  });
});
