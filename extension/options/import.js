// The import page. Inputs that arrive while another page is shown wait until this one is mounted.

import { setInputHandler } from "../ui/drop_target.js";
import { ImportPanel } from "../ui/import/import_panel.js";

/** @type {import("./router.js").OptionsPage["mount"]} */
export function mount(room) {
  const panel = new ImportPanel(room);
  const isShown = () => room.isConnected && !room.hidden;
  return () => setInputHandler((inputs) => panel.add(inputs), isShown);
}
