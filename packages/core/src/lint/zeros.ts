import type { Finding } from "./finding.ts";

/** Counts the updates with a rate of 0: one in between is no waste, two in a row are. */
export class Zeros {
  #start = false;
  #wasted = 0;
  #first = 0;
  #inARow = 0;
  #before = 0;

  add(step: number, value: number): void {
    if (value !== 0) {
      this.#inARow = 0;
      return;
    }
    if (step === 0) this.#start = true;
    this.#inARow++;
    if (this.#inARow === 2 && this.#wasted === 0) this.#first = this.#before;
    if (this.#inARow > 1) this.#wasted += this.#inARow === 2 ? 2 : 1;
    this.#before = step;
  }

  *findings(path: string): Generator<Finding> {
    if (this.#start) {
      yield { rule: "zero-start", path, step: 0, message: "the first update has a rate of 0" };
    }
    if (this.#wasted > 0) {
      const message = `${this.#wasted} updates have a rate of 0, the first at step ${this.#first}`;
      yield { rule: "zero-updates", path, step: this.#first, updates: this.#wasted, message };
    }
  }
}
