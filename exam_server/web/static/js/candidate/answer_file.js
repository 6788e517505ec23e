// The last resort: unsent responses in a file that only the exam's server opens, and only for this candidate.

import { sealFor } from "../file_seal.js";

export async function sealAnswers({ form, epoch, keys, entries }) {
  const saves = entries.map(({ epoch, sequence, position, response, at }) => ({ epoch, sequence, position, response, at }));
  const contextOf = (ephemeral) => `exam-answer-file/1\n${form}\n${epoch}\n${keys.server}\n${ephemeral}`;
  const parts = await sealFor(keys, contextOf, { made_at: new Date().toISOString(), saves });
  return new Blob([JSON.stringify({ exam_answer_file: 1, form, epoch, ...parts })], { type: "application/octet-stream" });
}
