import { render } from "preact";
import { App } from "./app.js";
import { Feed } from "./server/feed.js";
import { applyTheme, storedTheme } from "./theme/theme.js";

applyTheme(storedTheme());
const feed = new Feed();
feed.start();
const root = document.getElementById("root");
if (root !== null) render(<App feed={feed} />, root);
