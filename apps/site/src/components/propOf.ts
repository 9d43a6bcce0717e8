import type { PropType } from "vue";

/** A prop whose type TypeScript knows better than Vue, which checks no more than the constructor. */
export const propOf = <Value>(constructor: unknown): PropType<Value> =>
  constructor as PropType<Value>;
