// What every page does: errors get the focus, confirmations become dialogs, a button pressed twice sends once.

import "./focus.js";
import "./confirm.js";
import "./once.js";
