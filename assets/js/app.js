// Everything here is help on top of pages that work without it.
import "./live.js";
import { startAutosave } from "./autosave.js";
import { enhanceComboboxes } from "./combobox.js";
import { startDialogs } from "./dialogs.js";
import { focusFirst, startForms } from "./forms.js";
import { foldFilters } from "./folding.js";
import { startKeys } from "./keys.js";
import { startLease } from "./lease.js";
import { startLock } from "./lock.js";
import { startPalette } from "./palette.js";
import { startRepeat } from "./repeat.js";
import { startScanner } from "./scanner.js";
import { startWalk } from "./walk.js";

startDialogs();
foldFilters();
startPalette();
startScanner();
startKeys();
startForms();
startRepeat();
startAutosave();
startLock();
startWalk();
startLease();
enhanceComboboxes(document);
focusFirst();
document.documentElement.dataset.ready = "";
