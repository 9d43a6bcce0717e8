import { describeOptionsOfExports } from "@anneal/testing";
import * as warmup from "../src/index.ts";

describeOptionsOfExports("@anneal/warmup", warmup, {});
