// Takes over the inputs with which the popup opened this page (`?handover=ID`).

import { importInputs } from "../ui/drop_target.js";
import { acceptInputs } from "../ui/import_handover.js";

const id = new URLSearchParams(location.search).get("handover");
if (id) {
  history.replaceState(null, "", `${location.pathname}${location.hash}`);
  acceptInputs(id, importInputs);
}
