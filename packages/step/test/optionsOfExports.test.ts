import { describeOptionsOfExports } from "@anneal/testing";
import * as step from "../src/index.ts";

describeOptionsOfExports("@anneal/step", step, {});
