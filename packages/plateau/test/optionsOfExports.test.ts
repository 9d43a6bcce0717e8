import { describeOptionsOfExports } from "@anneal/testing";
import * as plateau from "../src/index.ts";

describeOptionsOfExports("@anneal/plateau", plateau, {});
