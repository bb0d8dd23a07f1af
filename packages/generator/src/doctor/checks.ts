import type { Check } from "./check.js";
import { addresses } from "./checks/addresses.js";
import { clock } from "./checks/clock.js";
import { config } from "./checks/config.js";
import { credentials } from "./checks/credentials.js";
import { grants } from "./checks/grants.js";
import { lock } from "./checks/lock.js";
import { network } from "./checks/network.js";
import { nodeVersion } from "./checks/node-version.js";
import { proxy } from "./checks/proxy.js";
import { tables } from "./checks/tables.js";
import { token } from "./checks/token.js";

/** Every check, in the order in which they build on each other. */
export const checks: readonly Check[] = [
  nodeVersion,
  config,
  lock,
  credentials,
  addresses,
  proxy,
  network,
  token,
  clock,
  tables,
  grants,
];
