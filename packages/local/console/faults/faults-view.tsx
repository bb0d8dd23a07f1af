import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { StateView } from "../../src/console/views.js";
import { ActiveFaults } from "./active-faults.js";
import { FaultForm } from "./fault-form.js";
import { PresetSwitches } from "./preset-switches.js";
import { Vocabulary } from "./vocabulary.js";

/** What is to go wrong on purpose: what is on, switches, a form, and the whole vocabulary. */
export function FaultsView({ state }: { readonly state: StateView }): JSX.Element {
  const [kind, setKind] = useState("refuse-create");
  const form = useRef<HTMLElement>(null);
  const pick = (picked: string): void => {
    setKind(picked);
    form.current?.scrollIntoView({ block: "start" });
    form.current?.querySelector("select")?.focus({ preventScroll: true });
  };
  return (
    <>
      <div class="title">
        <h1>Faults</h1>
        <p class="lead">
          Have the server do wrong on purpose, and see what your client makes of it. Rules of one kind strike
          one after the other, those of different kinds together.
        </p>
      </div>
      <PresetSwitches faults={state.faults} />
      <ActiveFaults faults={state.faults} />
      <section aria-labelledby="any-fault" ref={form}>
        <h2 id="any-fault">Any fault</h2>
        <FaultForm kind={kind} onKind={setKind} tables={state.tables.map(({ fullName }) => fullName)} />
      </section>
      <section aria-labelledby="vocabulary">
        <h2 id="vocabulary">All there is</h2>
        <Vocabulary onPick={pick} />
      </section>
    </>
  );
}
