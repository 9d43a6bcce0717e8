export { plateau } from "./plateau.ts";
export type { PlateauOptions, PlateauState } from "./plateau.ts";
