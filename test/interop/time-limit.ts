import fc from "fast-check";

// A counterexample is told before the test times out, be it not the smallest.
fc.configureGlobal({ interruptAfterTimeLimit: 200_000, markInterruptAsFailure: true });
