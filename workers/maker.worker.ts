import { expose } from "comlink";
import { Maker } from "../src/workshop/maker.ts";

expose(new Maker());
