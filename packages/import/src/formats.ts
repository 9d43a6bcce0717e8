import { fromAxolotl, isAxolotl } from "./fromAxolotl.ts";
import { fromComposer, isComposer } from "./fromComposer.ts";
import { fromCompVis, isCompVis } from "./fromCompVis.ts";
import { fromDarknet, isDarknet } from "./fromDarknet.ts";
import { fromDeepSpeed, isDeepSpeed } from "./fromDeepSpeed.ts";
import { fromDetectron2, isDetectron2 } from "./fromDetectron2.ts";
import { fromGPTNeoX, isGPTNeoX } from "./fromGPTNeoX.ts";
import { fromKeras, isKeras } from "./fromKeras.ts";
import { fromKDiffusion, isKDiffusion } from "./fromKDiffusion.ts";
import { fromLitGPT, isLitGPT } from "./fromLitGPT.ts";
import { fromMegatron, isMegatron } from "./fromMegatron.ts";
import { fromMMCV, isMMCV } from "./fromMMCV.ts";
import { fromMMEngine, isMMEngine } from "./fromMMEngine.ts";
import { fromModelGarden, isModelGarden } from "./fromModelGarden.ts";
import { fromNanoGPT, isNanoGPT } from "./fromNanoGPT.ts";
import { fromNeMo, isNeMo } from "./fromNeMo.ts";
import { fromObjectDetection, isObjectDetection } from "./fromObjectDetection.ts";
import { fromOLMo, isOLMo } from "./fromOLMo.ts";
import { fromTimm, isTimm } from "./fromTimm.ts";
import { fromTorch, isTorch } from "./fromTorch.ts";
import { fromTorchtune, isTorchtune } from "./fromTorchtune.ts";
import { fromTrainerState, isTrainerState } from "./fromTrainerState.ts";
import { fromTransformers, isTransformers } from "./fromTransformers.ts";
import { fromUltralytics, isUltralytics } from "./fromUltralytics.ts";
import { fromFairseq, isFairseq } from "./fromFairseq.ts";
import { fromDiffusers, isDiffusers } from "./fromDiffusers.ts";
import { fromKohya, isKohya } from "./fromKohya.ts";
import { fromSpacy, isSpacy } from "./fromSpacy.ts";
import { fromLudwig, isLudwig } from "./fromLudwig.ts";
import { fromESPnet, isESPnet } from "./fromESPnet.ts";
import { fromPaddleDetection, isPaddleDetection } from "./fromPaddleDetection.ts";
import { fromMLX, isMLX } from "./fromMLX.ts";
import { fromLightning, isLightning } from "./fromLightning.ts";
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
  { name: "composer", recognises: isComposer, importer: fromComposer },
  { name: "compvis", recognises: isCompVis, importer: fromCompVis },
  { name: "darknet", recognises: isDarknet, importer: fromDarknet },
  { name: "deepspeed", recognises: isDeepSpeed, importer: fromDeepSpeed },
  { name: "detectron2", recognises: isDetectron2, importer: fromDetectron2 },
  { name: "keras", recognises: isKeras, importer: fromKeras },
  { name: "k-diffusion", recognises: isKDiffusion, importer: fromKDiffusion },
  { name: "litgpt", recognises: isLitGPT, importer: fromLitGPT },
  { name: "megatron", recognises: isMegatron, importer: fromMegatron },
  { name: "mmcv", recognises: isMMCV, importer: fromMMCV },
  { name: "mmengine", recognises: isMMEngine, importer: fromMMEngine },
  { name: "nanogpt", recognises: isNanoGPT, importer: fromNanoGPT },
  { name: "olmo", recognises: isOLMo, importer: fromOLMo },
  {
    name: "torch",
    recognises: isTorch,
    importer: (document, { monitor } = {}) => fromTorch(document, { monitor }),
  },
  { name: "timm", recognises: isTimm, importer: fromTimm },
  { name: "torchtune", recognises: isTorchtune, importer: fromTorchtune },
  { name: "trainer-state", recognises: isTrainerState, importer: fromTrainerState },
  { name: "transformers", recognises: isTransformers, importer: fromTransformers },
  { name: "nemo", recognises: isNeMo, importer: fromNeMo },
  {
    name: "tensorflow-object-detection",
    recognises: isObjectDetection,
    importer: fromObjectDetection,
  },
  {
    name: "tensorflow-model-garden",
    recognises: isModelGarden,
    importer: fromModelGarden,
  },
  { name: "gpt-neox", recognises: isGPTNeoX, importer: fromGPTNeoX },
  { name: "ultralytics", recognises: isUltralytics, importer: fromUltralytics },
  { name: "fairseq", recognises: isFairseq, importer: fromFairseq },
  { name: "diffusers", recognises: isDiffusers, importer: fromDiffusers },
  { name: "kohya", recognises: isKohya, importer: fromKohya },
  { name: "spacy", recognises: isSpacy, importer: fromSpacy },
  { name: "ludwig", recognises: isLudwig, importer: fromLudwig },
  { name: "espnet", recognises: isESPnet, importer: fromESPnet },
  { name: "paddle-detection", recognises: isPaddleDetection, importer: fromPaddleDetection },
  { name: "mlx", recognises: isMLX, importer: fromMLX },
  { name: "lightning", recognises: isLightning, importer: fromLightning },
];
