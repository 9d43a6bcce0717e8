import { expect, test } from "vitest";
import { homePicture } from "../tools/homePicture.ts";

test("the first page has its picture in each theme's colours, whatever the system's theme is", () => {
  const { light, dark } = homePicture();
  for (const picture of [light, dark]) {
    expect(picture).toMatch(/^<svg [\s\S]*<\/svg>\s*$/);
    expect(picture).not.toContain("@media");
    // Four lines, each with its sign in the legend.
    expect(picture.match(/<path class="l l[0-3]"/g)).toHaveLength(8);
  }
  // What stands last in a style counts.
  const lastColour = (picture: string) =>
    [...picture.matchAll(/\.l0\{stroke:(#\w+)\}/g)].at(-1)![1];
  expect(lastColour(light)).toBe("#0969da");
  expect(lastColour(dark)).toBe("#4493f8");
});
