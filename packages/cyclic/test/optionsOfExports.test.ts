import { describeOptionsOfExports } from "@anneal/testing";
import * as cyclic from "../src/index.ts";

describeOptionsOfExports("@anneal/cyclic", cyclic, {});
