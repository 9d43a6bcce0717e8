export { cyclic } from "./cyclic.ts";
export type { CyclicOptions } from "./cyclic.ts";
export { oneCycle } from "./oneCycle.ts";
export type { OneCycleOptions } from "./oneCycle.ts";
export { oneCycleMomentum } from "./oneCycleMomentum.ts";
export type { OneCycleMomentumOptions } from "./oneCycleMomentum.ts";
export { slantedTriangular } from "./slantedTriangular.ts";
export type { SlantedTriangularOptions } from "./slantedTriangular.ts";
