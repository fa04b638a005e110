/** The test of keys: counts and lists the key events that the page's listeners receive. */

const LOG_LENGTH = 200;
const field = /** @type {HTMLInputElement} */ (document.getElementById("field"));
const log = /** @type {HTMLOListElement} */ (document.getElementById("log"));

/**
 * @param {string} source
 * @param {string} type
 */
function count(source, type) {
  const cell = document.querySelector(
    `#counts tr[data-source="${source}"][data-type="${type}"] .count`,
  );
  if (cell) {
    cell.textContent = String(Number(cell.textContent) + 1);
  }
}

/**
 * @param {string} source
 * @param {Event} event
 */
function note(source, event) {
  const key =
    event instanceof KeyboardEvent ? event.key : (event instanceof InputEvent && event.data) || "";
  const item = document.createElement("li");
  Object.assign(item.dataset, {
    source,
    type: event.type,
    key,
    prevented: String(event.defaultPrevented),
  });
  item.textContent = `${source} ${event.type} ${key}`;
  log.prepend(item);
  log.children[LOG_LENGTH]?.remove();
  count(source, event.type);
}

for (const type of ["keydown", "keypress", "keyup"]) {
  window.addEventListener(type, (event) => note("window", event), { capture: true });
}
for (const type of ["keydown", "beforeinput", "input"]) {
  field.addEventListener(type, (event) => note("field", event));
}

// The page's shortcuts.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    count("page", "escape");
  } else if (event.key === "/" && document.activeElement !== field) {
    event.preventDefault();
    field.focus();
    count("page", "slash");
  }
});

document.getElementById("clear")?.addEventListener("click", () => {
  log.replaceChildren();
  for (const cell of document.querySelectorAll("#counts .count")) {
    cell.textContent = "0";
  }
});

export {}; // makes this file a module
