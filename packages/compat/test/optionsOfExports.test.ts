import { describeOptionsOfExports } from "@anneal/testing";
import * as compat from "../src/index.ts";

describeOptionsOfExports("@anneal/compat", compat, {});
