// Print buttons are shown where scripts run; the sentence beside one that tells how else is not needed there.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.nextElementSibling.hidden = true;
  button.addEventListener("click", () => print());
});
