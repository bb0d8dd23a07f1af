import type { Comparison } from "../comparison.js";
import { comparedCase as comparedEncoding, ENCODE_CASES } from "../encode/cases.js";
import { CASES } from "../ingest/cases.js";
import { comparedCases } from "../ingest/compared-cases.js";
import { comparedCase as comparedMemory, MEMORY_CASES } from "../memory/cases.js";
import { withServers } from "../servers.js";
import type { Floor } from "./floors.js";

/** Measures what some floors are about, in as many rounds: cases as the suites have them, with none but those peers. */
export async function measured(floors: readonly Floor[], rounds: number): Promise<readonly Comparison[]> {
  const isAsked = (suite: string, name: string, peerName: string): boolean =>
    floors.some((floor) => floor.suite === suite && floor.case === name && floor.peerName === peerName);
  const found: Comparison[] = [];

  for (const one of ENCODE_CASES) {
    const peers = one.peers.filter((peer) => isAsked("encode", one.name, peer));
    if (peers.length > 0) found.push(...(await comparedEncoding({ ...one, peers }, rounds)));
  }
  if (floors.every(({ suite }) => suite === "encode")) return found;

  await withServers(
    () => {},
    { json: true },
    async (servers) => {
      for (const one of CASES) {
        const peers = one.peers.filter(({ name }) => isAsked("ingest", one.name, name));
        if (peers.length === 0) continue;
        found.push(...(await comparedCases(one.shape, [{ ...one, peers }], servers, rounds)));
      }
      for (const one of MEMORY_CASES) {
        const peers = one.peers.filter(({ name }) => isAsked("memory", one.name, name));
        if (peers.length > 0) found.push(...(await comparedMemory({ ...one, peers }, servers, rounds)));
      }
    },
  );
  return found;
}
