/** Why a model cannot be fused, in words that end a sentence. It is thrown while a model is read and never leaves. */
export class Unsupported extends Error {}

/** Ends the reading of a model. */
export function unsupported(reason: string): never {
  throw new Unsupported(reason);
}
