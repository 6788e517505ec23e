// A sheet that is worked without its page: the tablet's own modules write the entries into the browser's IndexedDB, post them to
// the sheet's own end point, and seal. It gives how the tablet's log stands, and what became of the seal.

async ({ sheet, entries, pin, modules }) => {
  const [{ openStore }, { openLog }, { Poster }, { Line }] = await Promise.all(modules.map((each) => import(each)));
  const page = new DOMParser().parseFromString(await (await fetch(sheet)).text(), "text/html");
  const data = JSON.parse(page.getElementById("sheet-data").textContent);
  const line = new Line(page.querySelector("meta[name=csrf-token]").content);
  const log = await openLog(await openStore(), { encounter: data.encounter, account: data.viewer });
  for (const { kind, at, ...payload } of entries) await log.append(kind, at, payload);
  const { sequence } = await log.append("seal", entries.at(-1).at, { script: data.script, heads: {} });
  let standing = null;
  const put = async (batch) => {
    const answer = await line.put(data.urls.log, { ...batch, pins: [{ sequence, pin }] });
    standing = answer.reply?.seals?.find((seal) => seal.sequence === sequence)?.standing ?? standing;
    return answer;
  };
  await new Poster({ log, put, report: () => {} }).send();
  return { made: log.made, acknowledged: log.acknowledged, standing };
}
