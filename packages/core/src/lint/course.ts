import type { ScheduleNode } from "../behaviour.ts";

/** A fall, and how far the rate rises again after it. */
export interface Rise {
  /** Where the rate is lowest, on the clock of the whole. */
  readonly step: number;
  readonly from: number;
  readonly to: number;
}

/** The values of a schedule in one round, of which nothing is kept but a fall and a rise after it. */
export class Course {
  readonly #end: number;
  /** Whether it is known where the schedule is over; of a function of someone's own only its values are. */
  readonly known: boolean;
  #over = false;
  #own = 0;
  #high = -Infinity;
  #low: number | undefined;
  #step = 0;
  #after = -Infinity;

  constructor(node: ScheduleNode) {
    this.#end = node.end;
    this.known = "next" in node || node.end < Infinity;
  }

  add(own: number, step: number, value: number): void {
    // A clock that goes back is another round.
    this.#over ||= own < this.#own;
    if (this.#over) return;
    this.#own = own;
    const higher = value > this.#high;
    if (higher) this.#high = value;
    // It has fallen where it is over, else where it is lowest after it was highest.
    const fallen = this.known
      ? this.#low === undefined && own >= this.#end
      : higher || value < this.#low!;
    if (fallen) {
      this.#low = value;
      this.#step = step;
      this.#after = -Infinity;
    } else this.#after = Math.max(this.#after, value);
  }

  /** The rise after the fall, if it is more than a hundredth of the fall. */
  rise(): Rise | undefined {
    const low = this.#low;
    if (low === undefined) return undefined;
    const high = this.#high;
    const least = low + Math.max(0.01 * (high - low), 1e-9 * high);
    return this.#after > least ? { step: this.#step, from: low, to: this.#after } : undefined;
  }
}
