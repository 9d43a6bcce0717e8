export { goldenPack, goldenSaved } from "./golden.ts";
export type {
  GoldenCall,
  GoldenCase,
  GoldenError,
  GoldenKerasDocument,
  GoldenOptions,
  GoldenPack,
  GoldenPlateauCase,
  GoldenReading,
  GoldenSaved,
  GoldenSystem,
  GoldenTorchState,
  GoldenTrainingArguments,
  GoldenValue,
} from "./golden.ts";
