import type { ReactiveSchedule, Schedule } from "@anneal/core";
import type { Imported, ImportedGroup } from "./imported.ts";
import { documentError } from "./documentError.ts";
import { checkOptions } from "./importOptions.ts";
import type { ImportOptions } from "./importOptions.ts";
import { Settings, settingsOf } from "./settings.ts";
import type { Findings } from "./settings.ts";
import { parseJson } from "./syntax/json.ts";

/** A learning rate, with or without a metric to react to. */
type AnyRate = Schedule | ReactiveSchedule;

/** What the reader of a format finds out; the rest of {@link Imported} is the same for all. */
export interface Found<Rate extends AnyRate = AnyRate> {
  readonly learningRate: Rate;
  readonly groups?: readonly ImportedGroup[] | undefined;
  readonly per: "step" | "epoch";
  readonly steps?: number | undefined;
  readonly snapshot?: Imported["snapshot"] | undefined;
}

/** Reads the settings of one format. */
export type Reader<Rate extends AnyRate = AnyRate> = (
  settings: Settings,
  options: ImportOptions,
) => Found<Rate>;

/** Reads a document, or JSON text of one. */
export type Importer<Rate extends AnyRate = AnyRate> = (
  document: unknown,
  options?: ImportOptions,
) => Imported<Rate>;

/**
 * Makes an importer of the reader of a format.
 *
 * @param importer - The name of the function, for errors.
 * @param format - The name of the format.
 * @param parseText - Makes an object of text; JSON unless the format has a grammar of its own.
 */
/* @__NO_SIDE_EFFECTS__ */
export function importing<Rate extends AnyRate>(
  importer: string,
  format: string,
  reader: Reader<Rate>,
  parseText: (place: string, text: string) => unknown = parseJson,
): Importer<Rate> {
  return (document, options = {}) => {
    const checked = checkOptions(importer, options);
    const findings: Findings = { importer, notes: [], lacks: [] };
    const value =
      typeof document === "string" ? parseText(`${importer}: the document`, document) : document;
    const settings = settingsOf(findings, value);
    let found: Found<Rate> | undefined;
    let failure: unknown;
    try {
      found = reader(settings, checked);
    } catch (error) {
      failure = error;
    }
    // What is asked for comes first: without it, the rest was read with numbers that stood in for it.
    if (findings.lacks.length > 0) {
      throw new TypeError(
        `@anneal/import: ${importer}: the file does not say all that its schedule needs; give ${[...new Set(findings.lacks)].join(", and ")}`,
      );
    }
    if (found === undefined) throw documentError(importer, "", failure);
    // Its own fields alone: what it does not hold is not looked for where every object finds it.
    const fields = { format, ...found, notes: [...new Set(findings.notes)] };
    return Object.fromEntries(
      // A result has no empty fields.
      Object.entries(fields).filter(([, value]) => value !== undefined),
    ) as unknown as Imported<Rate>;
  };
}
