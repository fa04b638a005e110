// What the judge (e2e.code_forms) asks a page: `pageValue`, what the page itself has noticed; `pageSnapshot`, all other
// controls; `pageLog`, what was pressed and sent. A page may define a `pageValue` of its own.
(() => {
  const log = { submits: 0, clicks: 0, enters: 0, sends: 0 };
  const noticed = new Map();
  const inner = (element) => {
    try {
      return element.shadowRoot ?? element.contentDocument ?? element;
    } catch {
      return element;
    }
  };
  const find = (path) =>
    path.split(" >>> ").reduce((root, css) => root && inner(root).querySelector(css), document);
  const isControl = (element) =>
    element.matches("input, textarea, select") ||
    (element.isContentEditable && !element.parentElement?.isContentEditable);
  const valueOf = (element) => element.value ?? element.textContent;

  function snapshot(skipped = []) {
    const left = new Set(skipped.map(find));
    const values = [];
    const walk = (root) => {
      for (const element of root.querySelectorAll("*")) {
        if (inner(element) !== element) walk(inner(element));
        if (isControl(element) && !left.has(element)) values.push(valueOf(element));
      }
    };
    walk(document);
    return values;
  }

  const note = (event) => noticed.set(event.composedPath()[0], valueOf(event.composedPath()[0]));
  addEventListener("input", note, true);
  addEventListener("submit", (event) => {
    log.submits += 1;
    event.preventDefault();
  });
  addEventListener("click", (event) => {
    const pressed = event.composedPath()[0];
    if (pressed.closest?.("a, button, [role=button], [role=tab], [type=submit]")) log.clicks += 1;
  });
  addEventListener("keydown", (event) => {
    if (event.key === "Enter") log.enters += 1;
  });
  Object.assign(window, {
    pageLog: log,
    pageSnapshot: snapshot,
    pageValue: () => window.pageTargets.map((css) => noticed.get(find(css)) ?? "").join(""),
  });
})();
