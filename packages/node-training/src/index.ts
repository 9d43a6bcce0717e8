export { registerFusedTraining } from "./registerFusedTraining.ts";
export type { FusedTraining } from "./registerFusedTraining.ts";
export { restoreLegacyUtil } from "./restoreLegacyUtil.ts";
