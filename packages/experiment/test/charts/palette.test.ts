import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { profileOf } from "../../src/analysis/profile.ts";
import { markers, outlineOf, symbolOf } from "../../src/charts/markers.ts";
import { strokesOf, swatch } from "../../src/charts/palette.ts";
import { profileChart } from "../../src/charts/profile.ts";
import { targetChart, targetPicture } from "../../src/charts/target.ts";
import { syntheticResults } from "../../src/synthetic/synthetic.ts";

const named = (count: number) =>
  strokesOf({
    schedules: Array.from({ length: count }, (_, index) => ({ name: String(index) })),
  } as unknown as Parameters<typeof strokesOf>[0]);

/** What is left of a picture without colours. */
const grey = (text: string): string => text.replace(/var\(--series-\d+\)/g, "grey");

/** The outlines in a picture, wherever they stand. */
const outlines = (text: string): readonly string[] =>
  [...text.matchAll(/<path d="(M[^"]*Z)"[^>]*>/g)].map(([, outline]) => outline!);

describe("strokes", () => {
  test("of a hundred schedules differ", () => {
    const shown = [...named(100).values()].map(({ color, marker }) => `${color} ${marker.name}`);
    expect(new Set(shown).size).toBe(100);
  });

  test("of every built-in schedule differ without colours, in lists too", () => {
    const strokes = [...named(markers.length).values()];
    expect(strokes.length).toBeGreaterThanOrEqual(12);
    const keys = strokes.map((stroke) => grey(swatch({ ...stroke, dash: "none" }).text));
    expect(new Set(keys).size).toBe(strokes.length);
  });

  test("of a schedule and of what others published differ: that is a square", () => {
    expect(markers.map(({ name }) => name)).not.toContain("hollow square");
  });
});

describe("a marker", () => {
  test("has its corners no further away than a neighbour in a list is", () => {
    for (const { corners } of markers) {
      for (const [x, y] of corners) expect(Math.hypot(x, y)).toBeLessThan(1.51);
    }
  });

  test("is drawn as it is in lists", () => {
    for (const marker of markers) {
      const drawn: string[] = [];
      const at = (x: number, y: number): string =>
        `${String(Math.round(10 * x) / 10)} ${String(Math.round(10 * y) / 10)}`;
      const pen = {
        moveTo: (x: number, y: number) => drawn.push(`M${at(x, y)}`),
        lineTo: (x: number, y: number) => drawn.push(`L${at(x, y)}`),
        arc: (x: number, y: number, radius: number) =>
          drawn.push(`M${at(x - radius, y)}`, `A${String(radius)}`),
        closePath: () => drawn.push("Z"),
      };
      symbolOf(marker).draw(pen, Math.PI * 4 ** 2);
      const outline = outlineOf(marker, [0, 0], 4);
      expect(drawn.join("")).toBe(
        marker.corners.length === 0 ? outline.replace(/A4 4 0 1 1.*Z/, "A4Z") : outline,
      );
    }
  });
});

describe("twelve schedules", () => {
  const schedules = [
    ...["constant", "halving-keras", "halving", "step", "exponential", "inverse-time"],
    ...["linear", "polynomial", "cosine", "cosine-restarts", "warmup-cosine", "plateau"],
  ];
  const results = syntheticResults({ schedules, seeds: 2 });
  const analysis = analyse(results, { resamples: 200 });

  test("are told apart in the plane of the target, and are named in its list", () => {
    const text = grey(targetPicture(analysis)!.text);
    const strokes = strokesOf(analysis);
    for (const { name } of analysis.schedules) {
      const { marker } = strokes.get(name)!;
      // Two seeds, a mean, and the marker beside the name.
      const circles = marker.corners.length === 0;
      const corners = marker.corners.length;
      const found = circles
        ? [...text.matchAll(/<circle|A/g)]
        : outlines(text).filter((outline) => outline.split("L").length === corners);
      expect(found.length, name).toBeGreaterThanOrEqual(4);
    }
    expect(targetChart(analysis)!.text).toContain('class="narrow"');
  });

  test("have their markers on the lines of a profile, each at two places", () => {
    const other = analyse(syntheticResults({ schedules, seeds: 2, task: "mnist" }), {
      resamples: 200,
    });
    const profile = profileOf([analysis, other])!;
    const text = grey(profileChart(analysis, profile).text);
    const stars = outlines(text).filter((outline) => outline.split("L").length === 10);
    // Of "exponential" and "plateau": a swatch and two places on each of two pictures.
    expect(stars).toHaveLength(2 * (1 + 2 * 2));
  });
});
