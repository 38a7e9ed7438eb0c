// Single keys: what carries data-key is pressed, or typed into, by that key; j and k walk through a list.
// They are off while somebody types, and for who has switched them off (WCAG 2.2, 2.1.4): then the body has no data-help.
(() => {
  "use strict";
  const SECOND_KEY_MS = 1500;
  const FIELDS = "input, textarea, select, [contenteditable]";
  let first = "";
  let pressed = 0;

  // On a keyboard without Latin letters the key of the same place counts.
  function keyOf(event) {
    if (/^[a-z/?]$/.test(event.key)) return event.key;
    return !event.shiftKey && /^Key[A-Z]$/.test(event.code) && !/^[A-Z]$/.test(event.key) ? event.code[3].toLowerCase() : "";
  }

  function walk(step) {
    const rows = [...document.querySelectorAll("main .list > li")].filter((row) => row.offsetParent && row.querySelector("a[href]"));
    const here = rows.findIndex((row) => row.contains(document.activeElement));
    const next = rows[here < 0 ? 0 : here + step];
    if (next) next.querySelector("a[href]").focus();
    return Boolean(next);
  }

  function act(keys) {
    if (keys === "j" || keys === "k") return walk(keys === "j" ? 1 : -1);
    if (keys === "?") return Boolean(location.assign(document.body.dataset.help)) || true;
    const there = document.querySelector(keys === "/" ? "[type=search]" : `[data-key="${keys}"]`);
    if (!there) return false;
    const field = there.matches(FIELDS) ? there : there.querySelector("textarea");
    if (field) field.focus();
    else there.click();
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (!document.body.dataset.help || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest(FIELDS)) return;
    const key = keyOf(event);
    if (!key) return;
    const keys = first && Date.now() - pressed < SECOND_KEY_MS ? `${first} ${key}` : key;
    first = keys === "g" ? key : "";
    pressed = Date.now();
    if (!first && act(keys)) event.preventDefault();
  });
})();
