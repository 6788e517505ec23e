// Long lists of ticks can be searched; what is ticked always stays in sight.

const fold = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").replace(/ł/g, "l").replace(/Ł/g, "L").toLowerCase();

export const followPickers = (form) => {
  for (const picker of form.querySelectorAll("[data-picker]")) {
    const search = picker.querySelector("input[type=search]");
    const choices = [...picker.querySelectorAll(".choice")].map((each) => [each, fold(each.textContent)]);
    picker.querySelector(".picker-search").hidden = choices.length < 6;
    search.addEventListener("input", () => {
      const words = fold(search.value).split(/\s+/).filter(Boolean);
      for (const [each, text] of choices) {
        each.hidden = !each.querySelector("input").checked && !words.every((word) => text.includes(word));
      }
    });
  }
};
