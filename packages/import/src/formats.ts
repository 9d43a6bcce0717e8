import { fromAxolotl, isAxolotl } from "./fromAxolotl.ts";
import { fromDarknet, isDarknet } from "./fromDarknet.ts";
import { fromDeepSpeed, isDeepSpeed } from "./fromDeepSpeed.ts";
import { fromDetectron2, isDetectron2 } from "./fromDetectron2.ts";
import { fromKeras, isKeras } from "./fromKeras.ts";
import { fromNanoGPT, isNanoGPT } from "./fromNanoGPT.ts";
import { fromObjectDetection, isObjectDetection } from "./fromObjectDetection.ts";
import { fromTorch, isTorch } from "./fromTorch.ts";
import { fromTrainerState, isTrainerState } from "./fromTrainerState.ts";
import { fromTransformers, isTransformers } from "./fromTransformers.ts";
import { fromUltralytics, isUltralytics } from "./fromUltralytics.ts";
import type { Importer } from "./importing.ts";
import type { Settings } from "./settings.ts";

/** A format that {@link read} knows. */
export interface Format {
  readonly name: string;
  /** Whether a document is one of it, by what it holds. */
  readonly recognises: (settings: Settings) => boolean;
  readonly importer: Importer;
}

/** Every format, in no order: a document that two of them recognise is refused. */
export const formats: readonly Format[] = [
  { name: "axolotl", recognises: isAxolotl, importer: fromAxolotl },
  { name: "darknet", recognises: isDarknet, importer: fromDarknet },
  { name: "deepspeed", recognises: isDeepSpeed, importer: fromDeepSpeed },
  { name: "detectron2", recognises: isDetectron2, importer: fromDetectron2 },
  { name: "keras", recognises: isKeras, importer: fromKeras },
  { name: "nanogpt", recognises: isNanoGPT, importer: fromNanoGPT },
  {
    name: "torch",
    recognises: isTorch,
    importer: (document, { monitor } = {}) => fromTorch(document, { monitor }),
  },
  { name: "trainer-state", recognises: isTrainerState, importer: fromTrainerState },
  { name: "transformers", recognises: isTransformers, importer: fromTransformers },
  {
    name: "tensorflow-object-detection",
    recognises: isObjectDetection,
    importer: fromObjectDetection,
  },
  { name: "ultralytics", recognises: isUltralytics, importer: fromUltralytics },
];
