import type { FaultRule } from "../../src/faults/fault-rule.js";
import { useNotice } from "../elements/notices.js";
import { addFault, removeFault, removeFaults } from "../server/requests.js";

/** Switches faults on and off, and says what came of it. Each resolves with whether it was done. */
export interface FaultSwitches {
  add(rule: FaultRule, title: string): Promise<boolean>;
  remove(id: number, title: string): Promise<boolean>;
  removeAll(): Promise<boolean>;
}

/** The switches of the server that the page is of. What changes there comes back with its state. */
export function useFaults(): FaultSwitches {
  const notify = useNotice();
  const attempt = async (work: () => Promise<string>): Promise<boolean> => {
    try {
      notify(await work());
      return true;
    } catch (error) {
      notify(error instanceof Error ? error.message : String(error), "bad");
      return false;
    }
  };
  return {
    add: (rule, title) =>
      attempt(async () => {
        const { hits } = await addFault(rule);
        return rule.now === true ? `${title}: struck ${hits} live streams.` : `${title}: switched on.`;
      }),
    remove: (id, title) =>
      attempt(async () => {
        await removeFault(id);
        return `${title}: switched off.`;
      }),
    removeAll: () =>
      attempt(async () => {
        await removeFaults();
        return "All faults are switched off.";
      }),
  };
}
