// What every page does: errors get the focus, confirmations become dialogs.

import "./focus.js";
import "./confirm.js";
