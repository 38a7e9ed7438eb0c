// A pressed button says so and cannot be pressed twice; the error summary gets the focus.
(() => {
  "use strict";
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    const pressed = event.submitter;
    // After this turn, so that the pressed button's own name and value still go along.
    setTimeout(() => {
      for (const field of event.target.elements) if (field.type === "submit") field.disabled = true;
      const label = pressed && pressed.querySelector("[data-busy]");
      if (label) label.textContent = label.dataset.busy;
    });
  });
  // The browser may show a left page again as it was.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("DOMContentLoaded", () => {
    const summary = document.querySelector(".summary");
    if (summary) summary.focus();
  });
})();
