// Findings stand at the place that they speak of; a link in their list leads there.

const field = (form, place) => form.querySelector(`[name="${CSS.escape(place)}"]`);

const distribute = (form, live) => {
  const found = new Map([...live.querySelectorAll("[data-findings-of]")].map((each) => [each.dataset.findingsOf, each]));
  for (const slot of form.querySelectorAll("[data-findings]")) {
    const own = found.get(slot.dataset.findings);
    const words = own?.innerHTML ?? "";
    if (slot.innerHTML !== words) slot.innerHTML = words;
    const typed = field(form, slot.dataset.findings);
    if (own?.querySelector(".finding-error")) typed?.setAttribute("aria-invalid", "true");
    else typed?.removeAttribute("aria-invalid");
  }
};

export const followFindings = (form, live) => {
  live.addEventListener("htmx:afterSwap", () => distribute(form, live));
  live.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-to]");
    const target = link && (field(form, link.dataset.to) ?? document.getElementById(`findings-${link.dataset.to}`));
    if (!target) return;
    event.preventDefault();
    target.scrollIntoView({ block: "center" });
    const own = target.matches("input:not([type=hidden]), textarea, select");
    (own ? target : (target.closest("fieldset") ?? form).querySelector("textarea, input:not([type=hidden]), select"))?.focus({
      preventScroll: true,
    });
  });
};
