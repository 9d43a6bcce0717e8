/** The memory of a plan, and what runs programs in it. */
export interface Arena {
  readonly floats: Float32Array;
  readonly words: Int32Array;
  /** Runs a program: its first word and how many it has. */
  readonly run: (program: number, words: number) => void;
}

/** What is able to run programs. */
export interface Engine {
  readonly name: "native" | "wasm";
  /** How many floats its vectors hold. */
  readonly width: number;
  /** How many threads take a step. */
  readonly threads: number;
  /** Takes so many words of memory, all zeros. It is freed when nothing refers to it any more. */
  readonly createArena: (words: number) => Arena;
}
