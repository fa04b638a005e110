// The styles of the overlay, as text for constructed style sheets. The page's content security policy does not apply to
// those, and the page's styles do not reach the shadow tree.

globalThis.kakomiStyles = Object.freeze({
  // In the shadow tree, where an !important rule wins over every rule of the page.
  host: `
    :host { all: initial !important; display: block !important; }
    dialog {
      all: initial; display: block; position: fixed; inset: 0; width: 100%; height: 100%;
      max-width: none; max-height: none; margin: 0; padding: 0; border: 0; overflow: hidden;
      background: transparent; pointer-events: auto;
    }
    dialog::backdrop { display: none; }
    iframe {
      all: initial; display: block; position: absolute; inset: 0; width: 100%; height: 100%;
      border: 0; background: transparent; color-scheme: light;
    }
  `,

  stage: `
    .kakomi-stage {
      --kakomi-veil: rgb(15 18 28 / 0.52);
      --kakomi-light: #fff;
      --kakomi-dark: rgb(12 16 30 / 0.72);
      --kakomi-accent: #ff7a52;
      position: absolute; inset: 0; margin: 0; overflow: hidden; outline: none; cursor: crosshair;
      touch-action: none; user-select: none; forced-color-adjust: none;
      font: 13px/1.5 system-ui, "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", Meiryo, sans-serif;
    }
    .kakomi-veil { position: absolute; inset: 0; background: var(--kakomi-veil); animation: kakomi-appear 160ms ease-out; }
    .kakomi-edge {
      position: absolute; box-sizing: border-box;
      outline: 1.5px solid var(--kakomi-light); box-shadow: 0 0 0 3px var(--kakomi-dark);
    }
    .kakomi-edge[hidden], .kakomi-size[hidden] { display: none; }
    .kakomi-corner { position: absolute; width: 18px; height: 18px; border: 0 solid var(--kakomi-accent); }
    .kakomi-corner[data-at="nw"] { left: -5px; top: -5px; border-width: 4px 0 0 4px; border-top-left-radius: 5px; }
    .kakomi-corner[data-at="ne"] { right: -5px; top: -5px; border-width: 4px 4px 0 0; border-top-right-radius: 5px; }
    .kakomi-corner[data-at="se"] { right: -5px; bottom: -5px; border-width: 0 4px 4px 0; border-bottom-right-radius: 5px; }
    .kakomi-corner[data-at="sw"] { left: -5px; bottom: -5px; border-width: 0 0 4px 4px; border-bottom-left-radius: 5px; }
    .kakomi-size {
      position: absolute; transform: translateX(-50%); padding: 1px 9px; border-radius: 999px; white-space: nowrap;
      background: rgb(12 16 30 / 0.86); color: #fff; font-size: 12px; font-variant-numeric: tabular-nums;
    }
    .kakomi-announcement { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    @keyframes kakomi-appear { from { opacity: 0; } }
    @media (prefers-reduced-motion: reduce) { .kakomi-veil { animation: none; } }
  `,

  card: `
    :root { color-scheme: light; background: transparent; }
    body { margin: 0; overflow: hidden; background: transparent; }
    body[data-state="done"] { opacity: 0; }
    .card {
      --paper: rgb(255 255 255 / 0.97); --ink: #1c1e26; --quiet: #5a5d6b; --line: rgb(28 30 38 / 0.14);
      --key: #f3f1ed; --warn: #b23c17; --accent: #33479e; --seal: #e0562c;
      position: absolute; top: 20px; left: 50%; transform: translateX(-50%); box-sizing: border-box;
      display: flex; align-items: stretch; max-width: min(720px, calc(100% - 32px)); width: max-content;
      background: var(--paper); color: var(--ink); border-radius: 14px; border: 1px solid var(--line);
      box-shadow: 0 1px 2px rgb(0 0 0 / 0.2), 0 12px 40px rgb(0 0 0 / 0.32); pointer-events: none;
      font: 14px/1.55 system-ui, "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", Meiryo, sans-serif;
      user-select: none; cursor: crosshair; animation: settle 200ms ease-out; transition: opacity 140ms;
    }
    .card[data-scheme="dark"] {
      --paper: rgb(33 35 41 / 0.97); --ink: #eeeef2; --quiet: #a6a9b6; --line: rgb(255 255 255 / 0.16);
      --key: rgb(255 255 255 / 0.09); --warn: #ff9f7f; --accent: #aeb9ff; --seal: #ff8259;
    }
    .mark { flex: none; width: 26px; height: 26px; margin: 15px 0 0 18px; }
    .mark .corners { fill: none; stroke: var(--accent); stroke-width: 2.25; stroke-linecap: round; }
    .mark .seal { fill: var(--seal); }
    .texts { padding: 12px 20px 13px 14px; }
    p { margin: 0; text-wrap: pretty; }
    .how { font-size: 15px; font-weight: 600; }
    .note { color: var(--quiet); }
    .note[data-kind="stray"] { color: var(--warn); }
    .note:empty { display: none; }
    .keys { display: flex; flex-wrap: wrap; gap: 4px 16px; margin-top: 5px; color: var(--quiet); font-size: 12.5px; }
    .keys span { white-space: nowrap; }
    kbd {
      display: inline-block; box-sizing: border-box; min-width: 20px; padding: 0 6px; margin-right: 3px; text-align: center;
      font: inherit; font-size: 11.5px; line-height: 18px; color: var(--ink); background: var(--key);
      border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 5px;
    }
    button {
      all: unset; box-sizing: border-box; flex: none; display: flex; flex-direction: column; align-items: center;
      justify-content: center; gap: 4px; min-width: 76px; padding: 0 16px; border-left: 1px solid var(--line);
      border-radius: 0 13px 13px 0; color: var(--ink); font-size: 13px; white-space: nowrap; cursor: pointer;
      pointer-events: auto;
    }
    button kbd { margin: 0; }
    button:hover { background: var(--key); }
    button:focus-visible { outline: 2px solid var(--accent); outline-offset: -4px; }
    body[data-under="card"] .card { opacity: 0.12; }
    body[data-state="drawing"] .card { opacity: 0; }
    @keyframes settle { from { opacity: 0; transform: translate(-50%, -8px); } }
    @media (prefers-reduced-motion: reduce) { .card { animation: none; transition: none; } }
    @media (max-width: 520px) { .mark, .keys { display: none; } .texts { padding-left: 18px; } }
    @media (forced-colors: active) {
      .card { background: Canvas; color: CanvasText; border: 2px solid CanvasText; }
      button:hover { outline: 2px solid Highlight; outline-offset: -4px; }
    }
  `,
});
