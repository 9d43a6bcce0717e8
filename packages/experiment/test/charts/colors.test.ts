import { expect, test } from "vitest";
import { colors } from "../../src/charts/colors.ts";

/** The relative luminance of a colour, as WCAG defines it. */
function luminanceOf(color: string): number {
  const digits =
    color.length === 4 ? color.slice(1).replaceAll(/./g, (digit) => digit + digit) : color.slice(1);
  const [red, green, blue] = digits.match(/../g)!.map((pair) => {
    const share = parseInt(pair, 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function contrastOf(one: string, other: string): number {
  const [darker, lighter] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

test("contrast is computed as WCAG does it", () => {
  expect(contrastOf("#000", "#ffffff")).toBeCloseTo(21, 10);
  expect(contrastOf("#777777", "#fff")).toBeCloseTo(4.48, 2);
});

/** What is written, and on which grounds. Names of schedules are written in their colours. */
const written: readonly (readonly [string, readonly string[]])[] = [
  ["ink", ["paper", "raised", "band", "warn-paper"]],
  ["muted", ["paper", "raised", "band"]],
  ["link", ["paper", "raised", "band"]],
  ["good", ["paper"]],
  ["bad", ["paper"]],
  ...Array.from({ length: 10 }, (_, index) => [`series-${String(index)}`, ["paper"]] as const),
];

// The least that WCAG 2.2 allows for text, in 1.4.3.
test.each(Object.entries(colors))("what is written on a %s page can be read", (_theme, names) => {
  const faint = written.flatMap(([text, grounds]) =>
    grounds
      .map(
        (ground) => `${text} on ${ground}: ${contrastOf(names[text]!, names[ground]!).toFixed(2)}`,
      )
      .filter((line) => Number(line.split(": ")[1]) < 4.5),
  );
  expect(faint).toEqual([]);
});
