import { describeOptionsOfExports } from "@anneal/testing";
import * as nodeTraining from "../src/index.ts";

describeOptionsOfExports("@anneal/node-training", nodeTraining, {
  registerFusedTraining: "none",
  restoreLegacyUtil: "none",
});
