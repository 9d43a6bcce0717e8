import { cosine, cosineRestarts, oneCycle, plateau, simulate, toSVG, warmup } from "anneal";
import { exampleMetrics } from "../src/model/course.ts";

const steps = 1000;

/** What a page with a theme of its own has in place of the system's. */
const inDark = /@media \(prefers-color-scheme:dark\)\{((?:[^{}]*\{[^{}]*\})*)\}/;

/**
 * The picture of the first page, once for each theme: a picture that is loaded follows the system's, and the theme of the site can
 * be another.
 */
export function homePicture(): Readonly<Record<"light" | "dark", string>> {
  const picture = toSVG(
    {
      "warmup, cosine": warmup({ schedule: cosine({ initial: 0.1, steps: 900 }), steps: 100 }),
      "one cycle": oneCycle({ peak: 0.08, steps }),
      restarts: cosineRestarts({ initial: 0.06, steps: 143, multiplier: 2 }),
      plateau: simulate(plateau({ schedule: 0.05, factor: 0.5, patience: 3 }), exampleMetrics, {
        every: steps / exampleMetrics.length,
        steps: steps + 1,
      }).values,
    },
    { steps, width: 560, height: 340, title: "Learning rate" },
  );
  return { light: picture.replace(inDark, ""), dark: picture.replace(inDark, "$1") };
}
