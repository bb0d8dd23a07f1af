/** The variable that sends clients of this process to a local server. */
const VARIABLE = "ZEROBUS_EMULATOR_HOST";

/**
 * Points the clients of this process to a local server.
 * @returns what puts back what was there before; whoever has pointed them elsewhere since is left alone
 */
export function pointClientsTo(host: string): () => void {
  const before = process.env[VARIABLE];
  process.env[VARIABLE] = host;
  return () => {
    if (process.env[VARIABLE] !== host) return;
    if (before === undefined) delete process.env[VARIABLE];
    else process.env[VARIABLE] = before;
  };
}
