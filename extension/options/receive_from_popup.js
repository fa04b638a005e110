// Takes over the inputs with which the popup opened this page (`?handover=ID`): a setup key for the
// form (`#add`), or files for the import.

import { importInputs } from "../ui/drop_target.js";
import { acceptInputs } from "../ui/import_handover.js";
import { receiveKey } from "./received_key.js";

const id = new URLSearchParams(location.search).get("handover");
if (id) {
  const isKey = location.hash === "#add";
  history.replaceState(null, "", `${location.pathname}${location.hash}`);
  acceptInputs(id, async (inputs) => {
    const [first] = inputs;
    if (isKey && first) receiveKey(await first.blob.text());
    else importInputs(inputs);
  });
}
