import type { JSX } from "preact";
import { useId } from "preact/hooks";
import type { FaultView } from "../../src/console/views.js";
import { PRESETS, type Preset, sameRule } from "./presets.js";
import { useFaults } from "./use-faults.js";

/** The switches for what is most worth trying. One that has struck once and is spent goes off by itself. */
export function PresetSwitches({ faults }: { readonly faults: readonly FaultView[] }): JSX.Element {
  return (
    <section aria-labelledby="presets">
      <h2 id="presets">Quick switches</h2>
      <ul class="presets">
        {PRESETS.map((preset) => (
          <PresetSwitch
            key={preset.title}
            preset={preset}
            active={faults.find(({ rule }) => sameRule(rule, preset.rule))}
          />
        ))}
      </ul>
    </section>
  );
}

function PresetSwitch({
  preset: { title, about, rule },
  active,
}: {
  readonly preset: Preset;
  readonly active: FaultView | undefined;
}): JSX.Element {
  const { add, remove } = useFaults();
  const ids = useId();
  return (
    <li class={active === undefined ? "" : "on"}>
      <button
        type="button"
        role="switch"
        aria-checked={active !== undefined}
        aria-labelledby={`${ids}-title`}
        aria-describedby={`${ids}-about`}
        onClick={() => (active === undefined ? add(rule, title) : remove(active.id, title))}
      >
        <span class="track" aria-hidden="true" />
        <span class="switch-text">
          <strong id={`${ids}-title`}>{title}</strong>
          <span id={`${ids}-about`}>{about}</span>
        </span>
        <span class="switch-state" aria-hidden="true">
          {active === undefined ? "off" : active.hits > 0 ? `on, ${active.hits}×` : "on"}
        </span>
      </button>
    </li>
  );
}
