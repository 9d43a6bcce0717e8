import type { BackendIdentity, Plan, PlanSettings } from "@anneal/experiment/records";
import { plan as planOf } from "@anneal/experiment/training";
import type { Inspection, PlanOptions } from "@anneal/experiment/training";
import { versionOf } from "../backends/versions.ts";

/**
 * Plans every trial of a task for the installed versions of anneal and TensorFlow.js: each of the settings' schedules with
 * each of their seeds. Equal plans have equal hashes, and equal trials equal keys, on whatever machine they are made.
 *
 * @param inspection - What the task is and does with each schedule and seed of the settings, from `inspect`.
 * @param backend - What trains.
 */
export const plan = (
  settings: PlanSettings,
  inspection: Inspection,
  backend: BackendIdentity,
  options: PlanOptions = {},
): Plan =>
  planOf(
    settings,
    inspection,
    {
      backend,
      versions: { anneal: versionOf("anneal"), tfjs: versionOf("@tensorflow/tfjs") },
    },
    options,
  );
