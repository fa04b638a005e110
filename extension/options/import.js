// The import page. Inputs that arrive while another page is shown wait until this one is mounted.

import { setInputHandler } from "../ui/drop_target.js";
import { ImportPanel } from "../ui/import/import_panel.js";

/** @type {import("./router.js").OptionsPage["mount"]} */
export function mount(container) {
  const panel = new ImportPanel(container);
  const isShown = () => container.isConnected && !container.hidden;
  return () => setInputHandler((inputs) => panel.add(inputs), isShown);
}
