import { mean } from "@anneal/experiment/statistics";
import { normalOf, uniformOf } from "./draws.ts";

const draws = 20_000;

/** How far each row's mean is from 0, in units of the scatter that all rows and the baseline are assumed to share. */
function distancesOf(rows: readonly (readonly number[])[]): readonly number[] {
  const seeds = rows[0]!.length;
  // The baseline's differences from itself are 0. What a seed adds to all of them is no scatter.
  const all = [new Array<number>(seeds).fill(0), ...rows];
  const ofRow = all.map((row) => mean(row));
  const ofSeed = all[0]!.map((_, at) => mean(all.map((row) => row[at]!)));
  const ofAll = mean(ofRow);
  const squares = all.flatMap((row, index) =>
    row.map((value, at) => (value - ofRow[index]! - ofSeed[at]! + ofAll) ** 2),
  );
  const degrees = (seeds - 1) * (all.length - 1);
  const scatter = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / degrees);
  return ofRow.slice(1).map((value) => Math.abs(value) / (scatter * Math.sqrt(2 / seeds)));
}

const furthest = new Map<string, readonly number[]>();

/** The furthest distance among so many rows where nothing differs, in many experiments of equal normal scatter; ascending. */
function furthestOf(count: number, seeds: number): readonly number[] {
  const key = `${String(count)} ${String(seeds)}`;
  let known = furthest.get(key);
  if (known === undefined) {
    const normal = normalOf(uniformOf(1));
    known = Array.from({ length: draws }, () => {
      const baseline = Array.from({ length: seeds }, normal);
      const rows = Array.from({ length: count }, () => baseline.map((own) => normal() - own));
      return Math.max(...distancesOf(rows));
    }).sort((left, right) => left - right);
    furthest.set(key, known);
  }
  return known;
}

/**
 * Dunnett's test of several rows of paired differences from one baseline, which a sign-flip test is measured against: it pools the
 * scatter of all of them, and holds only where every schedule and the baseline scatter alike and normally.
 *
 * @see Dunnett, "A multiple comparison procedure for comparing several treatments with a control", 1955.
 */
export function pooledTest(rows: readonly (readonly number[])[]): readonly number[] {
  const known = furthestOf(rows.length, rows[0]!.length);
  return distancesOf(rows).map((distance) => {
    const nearer = known.findIndex((value) => value >= distance);
    return nearer === -1 ? 0 : (draws - nearer) / draws;
  });
}
