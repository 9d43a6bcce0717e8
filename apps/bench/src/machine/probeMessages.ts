import type { Measured } from "./trainingLoop.ts";
import type { VariantName } from "./variants.ts";

/** To a probe. */
export type ToProbe =
  | {
      readonly type: "load";
      readonly variant: VariantName;
      readonly threads: number | undefined;
    }
  | { readonly type: "measure"; readonly milliseconds: number };

/** From a probe, one answer to each message. */
export type FromProbe =
  | { readonly type: "loaded"; readonly version: string; readonly kernels: string }
  | { readonly type: "measured"; readonly measured: Measured }
  | { readonly type: "failed"; readonly message: string };
