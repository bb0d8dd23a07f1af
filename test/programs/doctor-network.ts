import { addresses } from "../../packages/generator/src/doctor/checks/addresses.js";
import { network } from "../../packages/generator/src/doctor/checks/network.js";
import { diagnose } from "../../packages/generator/src/doctor/diagnose.js";

// Which authorities are trusted is settled when a process starts.
const findings = await diagnose(
  {
    project: { lockPath: "", tables: [] },
    environment: process.env,
    nodeVersion: process.versions.node,
    now: Date.now,
    readTable: () => Promise.reject(new Error("no table is looked at")),
    compare: () => [],
  },
  undefined,
  [addresses, network],
);
process.stdout.write(JSON.stringify(findings));
