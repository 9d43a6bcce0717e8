import { kinds, lint, parse } from "anneal";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { beginning, scheduleKinds } from "../src/model/catalogue.ts";
import { placeOfFinding } from "../src/model/findingPlace.ts";

/** Rule and place of every finding, for a run of a thousand updates. */
const placesIn = (spec: unknown, steps = 1000): (readonly [string, string])[] =>
  lint(parse(spec, kinds), { steps }).map((finding) => [
    finding.rule,
    placeOfFinding(spec, finding).join("."),
  ]);

const cosine = { kind: "cosine", initial: 0.05, steps: 400 };

describe("a finding leads to", () => {
  test.each([
    [
      "the options of the parts of a sequence that reacts",
      {
        kind: "plateau",
        factor: 0.5,
        patience: 1,
        schedule: {
          kind: "sequence",
          phases: [
            { schedule: { kind: "ramp", from: 0, to: 0.1, steps: 300 }, steps: 300 },
            cosine,
          ],
        },
      },
      [
        ["zero-start", "schedule.phases.0.schedule.from"],
        ["zero-updates", "schedule.phases.1.min"],
        ["jump", "schedule.phases.1.initial"],
        ["horizon", "schedule.phases.1.steps"],
      ],
    ],
    [
      "milestones",
      { kind: "multiStep", initial: 1, milestones: [10, 2000], factor: 0.5 },
      [
        ["unreachable", "milestones"],
        ["horizon", "milestones"],
      ],
    ],
    [
      "the factor of a product that ends last",
      {
        kind: "product",
        schedules: [
          { ...cosine, steps: 2000 },
          { ...cosine, min: 0.01 },
        ],
      },
      [
        ["unused-floor", "schedules.0.steps"],
        ["horizon", "schedules.0.steps"],
      ],
    ],
    [
      "what a warmup leads to",
      { kind: "warmup", steps: 100, schedule: { ...cosine, steps: 3000 } },
      [
        ["unused-floor", "schedule.steps"],
        ["horizon", "schedule.steps"],
      ],
    ],
    [
      "a phase that is a number",
      {
        kind: "sequence",
        phases: [
          { schedule: 0, steps: 10 },
          { kind: "constant", value: 0.1 },
        ],
      },
      [
        ["zero-start", "phases.0.schedule"],
        ["zero-updates", "phases.0.schedule"],
      ],
    ],
  ] as const)("%s", (_name, spec, places) => {
    expect(placesIn(spec)).toEqual(places);
  });

  test("something that there is, in every kind", () => {
    const names = Object.values(scheduleKinds).flat();
    const run = fc.integer({ min: 1, max: 3000 });
    let count = 0;
    fc.assert(
      fc.property(fc.constantFrom(...names), run, (name, steps) => {
        const spec = { kind: "scale", factor: 2, schedule: beginning(name) };
        for (const finding of lint(parse(spec, kinds), { steps })) {
          count++;
          const place = placeOfFinding(spec, finding);
          let value: unknown = spec;
          // An option may be left out: the last name alone need not be there.
          for (const key of place.slice(0, -1)) {
            value = (value as Record<number | string, unknown>)[key];
          }
          expect(value).toBeTypeOf("object");
        }
      }),
    );
    expect(count).toBeGreaterThan(0);
  });
});
