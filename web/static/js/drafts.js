// A text is kept every few seconds while one writes it, and when the page is left; its address then leads back to it.
(() => {
  "use strict";
  const SAVE_MS = 5000;
  let timer = 0;
  const keeper = () => document.getElementById("saved");
  if (!keeper()) return;
  const form = keeper().closest("form");

  function stop() {
    clearTimeout(timer);
    timer = 0;
  }

  function changed() {
    timer = timer || setTimeout(() => { stop(); keeper().dispatchEvent(new Event("save")); }, SAVE_MS);
  }

  function leave() {
    if (!timer) return;
    stop();
    const typed = new FormData(form);
    typed.set("action", "save");
    navigator.sendBeacon(keeper().getAttribute("hx-post"), typed);
  }

  history.replaceState(history.state, "", keeper().dataset.here);
  form.addEventListener("input", changed);
  form.addEventListener("submit", stop);
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.target.id === "saved" && !event.detail.successful) changed();
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  window.addEventListener("beforeunload", leave);
})();
