import { goldenSaved } from "@anneal/golden";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromKeras, fromTorch, fromTransformers } from "../src/index.ts";
import {
  budget,
  costOf,
  damaged,
  mutated,
  mutation,
  nonsense,
  readOrRefuse,
} from "./hostileDocuments.ts";
import type { Importer, Json } from "./hostileDocuments.ts";

/** Documents in all; the nightly run asks for more. */
const documents = Number(process.env["ANNEAL_FUZZ_DOCUMENTS"] ?? 450);

/** Of all of them together; nothing is asserted of it. */
const timeout = 60_000 + 100 * documents;

const saved = goldenSaved();

const importers: readonly Importer[] = [
  {
    name: "fromTorch",
    valid: saved.torch.map((one) => ({
      state: one.state_dict,
      paramGroups: one.param_groups as Json,
    })),
    read(document) {
      if (typeof document === "string") return fromTorch(document).learningRate;
      const { state, paramGroups } = document as { state: unknown; paramGroups: unknown[] };
      return fromTorch(state, { paramGroups }).learningRate;
    },
  },
  {
    name: "fromKeras",
    valid: [
      ...saved.keras.map((one) => one.document as Json),
      { class_name: "Adam", config: { learning_rate: saved.keras[0]!.document as Json } },
    ],
    read: (document) => fromKeras(document).learningRate,
  },
  {
    name: "fromTransformers",
    valid: saved.transformers.map((one) => ({
      lr_scheduler_type: one.lr_scheduler_type,
      learning_rate: one.base_lr,
      warmup_steps: one.num_warmup_steps,
      warmup_ratio: 0.5,
      max_steps: one.num_training_steps,
      lr_scheduler_kwargs: one.lr_scheduler_kwargs,
    })),
    read: (document) => fromTransformers(document, { totalSteps: 100 }).learningRate,
  },
];

describe.each(importers.map((importer) => [importer.name, importer] as const))(
  "%s comes back at once, with a schedule or one clear error, from",
  (_, importer) => {
    const numRuns = Math.ceil(documents / 9);
    const expectQuick = (document: unknown): void => {
      expect(costOf(() => readOrRefuse(importer, document))).toBeLessThan(budget);
    };
    readOrRefuse(importer, importer.valid[0]);

    test(
      "a document of which values are others",
      () => {
        fc.assert(
          fc.property(
            fc.constantFrom(...importer.valid),
            fc.array(mutation, { minLength: 1, maxLength: 3 }),
            (valid, mutations) => {
              let document: unknown = valid;
              // One that is no JSON any more is not changed again.
              for (const one of mutations) {
                try {
                  document = mutated(document as Json, one);
                } catch {
                  break;
                }
              }
              expectQuick(document);
            },
          ),
          { numRuns: 7 * numRuns },
        );
      },
      timeout,
    );

    test(
      "a text of which characters are others",
      () => {
        fc.assert(fc.property(damaged(importer.valid), expectQuick), { numRuns });
      },
      timeout,
    );

    test(
      "100 kB of nonsense",
      () => {
        fc.assert(fc.property(nonsense, expectQuick), { numRuns });
      },
      timeout,
    );
  },
);
