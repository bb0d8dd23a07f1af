import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Choice } from "../elements/choice.js";
import { Icon } from "../elements/icon.js";
import { applyTheme, storedTheme, type Theme } from "../theme/theme.js";

/** The switch between light, dark, and as the system is. */
export function ThemeChoice(): JSX.Element {
  const [theme, setTheme] = useState(storedTheme);
  const choose = (chosen: Theme): void => {
    applyTheme(chosen);
    setTheme(chosen);
  };
  return (
    <Choice
      legend="Colours"
      value={theme}
      onChange={choose}
      options={[
        { value: "light", label: "Light", sign: <Icon name="light" /> },
        { value: "system", label: "As the system", sign: <Icon name="system" /> },
        { value: "dark", label: "Dark", sign: <Icon name="dark" /> },
      ]}
    />
  );
}
