import { describeOptionsOfExports } from "@anneal/testing";
import * as transformer from "../src/index.ts";

describeOptionsOfExports("@anneal/transformer", transformer, {});
