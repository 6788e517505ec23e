// Words come from the server in the candidate's language; this only puts values into their places.

export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
}

export function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]').content;
}
