import { testSeries } from "./series_tests.ts";

testSeries(2);
