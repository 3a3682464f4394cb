// The design system's behaviour: each module defines one small element; the pages work without any of them.
import "./opens.js";
import "./menu.js";
import "./shortcuts.js";
import "./palette.js";
import "./bulk.js";
import "./guard.js";
import "./unsent.js";
import "./file-drop.js";
import "./error-summary.js";
import "./desk.js";
import "./day.js";
import "./map.js";
import "./theme.js";
import "./print.js";
import "./tabs.js";
