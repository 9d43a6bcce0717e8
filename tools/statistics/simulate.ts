/**
 * How often the intervals of a report cover what they are about, and how often its claims are found and are false: by drawing
 * results of which the truth is known.
 *
 *     npm run simulate -- [--draws 2000]
 */
import { parseArgs } from "node:util";
import { alarms } from "./alarms.ts";
import { claims } from "./claims.ts";
import { coverage, distributions } from "./coverage.ts";

const percent = (share: number): string =>
  Number.isNaN(share) ? "–" : `${(100 * share).toFixed(1)} %`;

function print(title: string, rows: readonly (readonly string[])[]): void {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  console.log(`\n${title}`);
  for (const row of rows) {
    console.log(row.map((cell, column) => cell.padEnd(widths[column]!)).join("  "));
  }
}

const shown = ["holm", "studentised", "joint", "alone", "pooled"] as const;

function run(draws: number): void {
  const sizes = [2, 3, 5, 6, 10, 20];
  for (const interval of ["shown", "bootstrap"] as const) {
    print(`Coverage of the 95 % interval (${interval}) by number of seeds`, [
      ["", ...sizes.map(String)],
      ...(Object.keys(distributions) as (keyof typeof distributions)[]).map((name) => [
        name,
        ...sizes.map((n) => percent(coverage(name, n, { draws, interval }))),
      ]),
    ]);
  }
  for (const spread of [0.42, 0.5]) {
    for (const gaining of [0, 1, 6, 11]) {
      print(
        `Claims at 0.05 over eleven schedules of which ${String(gaining)} gain 0.8 points (spread ${String(spread)}, of the differences ${(Math.SQRT2 * spread).toFixed(1)})`,
        [
          [
            "seeds",
            ...shown.map((adjustment) => `power, ${adjustment}`),
            ...shown.map((adjustment) => `false claims, ${adjustment}`),
          ],
          ...[5, 6, 8, 10].map((n) => {
            const made = shown.map((adjustment) =>
              claims(n, { draws, adjustment, gaining, spread }),
            );
            return [
              String(n),
              ...made.map(({ power }) => percent(power)),
              ...made.map(({ falseClaims }) => percent(falseClaims)),
            ];
          }),
        ],
      );
    }
  }
  print("False claims where nothing gains, by how much further the baseline scatters", [
    [
      "seeds",
      ...[1, 2, 4].flatMap((times) => [`joint, ${String(times)}x`, `pooled, ${String(times)}x`]),
    ],
    ...[6, 8, 10].map((n) => [
      String(n),
      ...[1, 2, 4].flatMap((times) =>
        (["joint", "pooled"] as const).map((adjustment) =>
          percent(
            claims(n, { draws, adjustment, gaining: 0, baselineSpread: 0.5 * times }).falseClaims,
          ),
        ),
      ),
    ]),
  ]);
  print(
    "Alarms of compare: a loss in all of six schedules (spread 0.5 points, so that the differences have 0.7)",
    [
      ["seeds", "loss, points", "seen in any one (before)", "seen in the mean (now)"],
      ...[3, 6, 10].flatMap((n) =>
        [0, 0.5, 1].map((loss) => {
          const { together, alone } = alarms(n, { draws, loss });
          return [String(n), String(loss), percent(alone), percent(together)];
        }),
      ),
    ],
  );
}

const { values } = parseArgs({ options: { draws: { type: "string", default: "2000" } } });
const draws = Number(values.draws);
if (!(Number.isInteger(draws) && draws >= 1)) {
  throw new RangeError(`--draws must be a whole number of at least 1, got ${values.draws}`);
}
run(draws);
