import type { ReactiveSchedule, Schedule } from "@anneal/core";
import type { Reader } from "./importing.ts";
import { isPlain } from "./settings.ts";

/** A value that is that of another place, as OmegaConf and spaCy write it. */
const reference = /^\$\{([\w-]+(?:\.[\w-]+)*)\}$/;

/** So many references lead from one to the next, and no more: they may go round. */
const longestWay = 8;

/** Reads a format in which `${trainer.max_steps}` is the value of that place in the file; it stays a text where there is none. */
/* @__NO_SIDE_EFFECTS__ */
export function referring<Rate extends Schedule | ReactiveSchedule>(
  reader: Reader<Rate>,
): Reader<Rate> {
  return (settings, options) => {
    settings.findings.refer = (text) => {
      let value: unknown = text;
      for (let way = 0; way < longestWay && typeof value === "string"; way++) {
        const path = value.length < 200 ? reference.exec(value)?.[1]?.split(".") : undefined;
        if (path === undefined) return value;
        let place: unknown = settings.entries;
        for (const name of path) {
          place = isPlain(place) && Object.hasOwn(place, name) ? place[name] : undefined;
        }
        if (place === undefined || place === null) return value;
        value = place;
      }
      return value;
    };
    return reader(settings, options);
  };
}
