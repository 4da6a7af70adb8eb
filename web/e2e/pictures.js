/** Makes the pictures of the README from the running program: `npm --prefix web run pictures`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { drawn, openDesk, startBrowser, startServer } from "./support.js";

const DOCS = resolve(import.meta.dirname, "../../docs");
mkdirSync(DOCS, { recursive: true });

const server = await startServer();
const browser = await startBrowser();
const { items } = await server.api("/incidents?category=消防隐患&from=2026-10-01&limit=1");

/** One view of the desk with the sources of its data in sight. */
async function picture(name, hash, look) {
  const { page, close } = await openDesk(browser, server.base, { hash });
  await page.getByText("数据来源").click();
  await look?.(page);
  await drawn(page);
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(DOCS, `${name}.jpg`), type: "jpeg", quality: 72 });
  await close();
}

await picture("desk", "#/?period=90d");
await picture("incident", `#/incident/${items[0].id}?period=90d`, (page) =>
  page.evaluate(
    ({ lon, lat }) => window.__wangge.map.jumpTo({ center: [lon, lat], zoom: 12.2 }),
    items[0].position,
  ),
);

const sheet = await fetch(`${server.base}/api/v1/sheets/150624404498003.svg?period=2026`);
const paper = await browser.newPage({ viewport: { width: 1000, height: 707 } });
const style = "body{margin:0}svg{display:block;width:1000px;height:707px}";
await paper.setContent(`<style>${style}</style>${await sheet.text()}`);
await paper.screenshot({ path: join(DOCS, "sheet.jpg"), type: "jpeg", quality: 80 });
writeFileSync(1, `${DOCS}: desk.jpg incident.jpg sheet.jpg\n`);
await browser.close();
await server.stop();
