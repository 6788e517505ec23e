// A picture goes where the cursor was in the text; a file that the server would refuse for its size or type stays here.

const form = document.querySelector("[data-picture]");
const text = document.getElementById("source");
const caret = document.getElementById("caret");
const file = form.querySelector("input[type=file]");
const refusal = form.querySelector("[data-picture-refusal]");

const remember = () => {
  // Counted in characters as the server counts them; before anybody was in the text there is no place in it.
  caret.value = [...text.value.slice(0, text.selectionStart)].length;
};

for (const event of ["keyup", "pointerup", "input", "focusout"]) text.addEventListener(event, remember);

file.addEventListener("change", () => {
  const chosen = file.files[0];
  const fits = !chosen || (chosen.size <= Number(form.dataset.limit) && file.accept.split(",").includes(chosen.type));
  refusal.textContent = fits ? "" : refusal.dataset.words;
  refusal.hidden = fits;
  if (!fits) file.value = "";
});
