// Back from the identity provider: its answer is sent on from this site's own page. Without this script a button does it.

import "../page.js";

document.querySelector("[data-sign-on]").submit();
