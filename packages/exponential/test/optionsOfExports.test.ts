import { describeOptionsOfExports } from "@anneal/testing";
import * as exponential from "../src/index.ts";

describeOptionsOfExports("@anneal/exponential", exponential, {});
