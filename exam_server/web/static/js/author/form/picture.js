// A picture goes where the cursor last was; a file that the server would refuse for its size or type stays here.

const TAKES = /^(?:stem|body|options\.\d+\.text|pairs\.\d+\.right)$/;

export const followPicture = (form) => {
  const panel = form.querySelector("[data-picture]");
  const file = panel.querySelector("input[type=file]");
  const refusal = panel.querySelector("[data-picture-refusal]");
  const into = form.elements.into;

  const remember = (event) => {
    const { name, value, selectionStart } = event.target;
    if (!TAKES.test(name ?? "") || event.target.type === "hidden") return;
    if (![...into.options].some((each) => each.value === name)) into.add(new Option(name, name));
    into.value = name;
    // Counted in characters as the server counts them.
    form.elements.caret.value = [...value.slice(0, selectionStart)].length;
  };

  for (const event of ["keyup", "pointerup", "input", "focusout"]) form.addEventListener(event, remember);
  into.addEventListener("change", () => {
    form.elements.caret.value = "";
  });
  file.addEventListener("change", () => {
    const chosen = file.files[0];
    const fits = !chosen || (chosen.size <= Number(panel.dataset.limit) && file.accept.split(",").includes(chosen.type));
    refusal.textContent = fits ? "" : refusal.dataset.words;
    refusal.hidden = fits;
    if (!fits) file.value = "";
  });
};
