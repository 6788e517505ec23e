// A candidate's hand: gives the responses of a whole test with the page's own controls, as fast as the page takes them.

async (given) => {
  const change = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));
  const type = (field, words) => {
    field.value = words;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    change(field);
  };
  const ways = {
    single_choice: (item, position) => item.querySelector(`input[value='${position}']`).click(),
    multiple_response: (item, positions) => positions.forEach((each) => ways.single_choice(item, each)),
    matching: (item, values) => values.forEach((value, place) => type(item.querySelectorAll("select")[place], value ?? "")),
    ordering: (item, positions) => positions.forEach((each, place) => {
      type(item.querySelector(`[data-place='${each}'] select`), place + 1);
    }),
    gap_text: (item, texts) => texts.forEach((words, place) => type(item.querySelectorAll("input")[place], words ?? "")),
    short_text: (item, words) => type(item.querySelector("input, textarea"), words),
  };
  ways.true_false = ways.single_choice;
  ways.inline_choice = ways.matching;
  ways.numeric = ways.extended_text = ways.short_text;
  for (const [position, response] of given) {
    location.hash = `#/${position}`;
    const item = document.querySelector(`[data-item='${position}']`);
    while (item.hidden) await new Promise((seen) => setTimeout(seen));
    ways[item.dataset.kind](item, response);
  }
}
