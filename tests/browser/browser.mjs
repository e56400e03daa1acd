// Debian's Chromium, driven; and what every page must keep: no violation of the policy, no error,
// nothing that axe finds.
// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(new URL("../../client/web/package.json", import.meta.url));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export const views = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  narrow: { width: 320, height: 640 },
};

export const launch = () =>
  chromium.launch({
    executablePath: "/usr/bin/chromium",
    headless: true,
    chromiumSandbox: process.getuid() !== 0,
    args: [
      "--disable-gpu",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });

export class Visit {
  constructor(context, page, stage) {
    Object.assign(this, { context, page, ...stage });
  }

  /** A page of its own, as one person; everything that goes wrong in it is gathered. */
  static async begin(stage, { slug, view = "phone", path = "/inbox", ...options } = {}) {
    const viewport = views[view];
    const touch = viewport.width < 500 ? { isMobile: true, hasTouch: true } : {};
    // Each context would fetch all that the service worker keeps; the server counts what one address asks.
    const usual = { viewport, locale: "en-GB", timezoneId: "Africa/Accra", serviceWorkers: "block" };
    const context = await stage.browser.newContext({ ...usual, ...touch, ...options });
    const troubles = (stage.troubles = []);
    await context.addInitScript(() => {
      addEventListener("securitypolicyviolation", (event) => {
        (globalThis.violations ??= []).push(
          `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`,
        );
      });
    });
    // What is no error of JavaScript's own has an empty stack, and a message may be without words: each says
    // what it is, so that a trouble seen once can be found.
    context.on("weberror", (trouble) => troubles.push(`thrown: ${trouble.error().stack || trouble.error()}`));
    context.on("console", (message) => {
      const { url, lineNumber } = message.location();
      if (message.type() === "error") troubles.push(`${message.text()} (${url}:${lineNumber})`);
    });
    if (stage.script) await context.addInitScript(...stage.script);
    const page = await context.newPage();
    page.setDefaultTimeout(8_000);
    const visit = new Visit(context, page, stage);
    visit.troubles = troubles;
    visit.view = view;
    await page.goto(`${stage.url}${path}${slug ? stage.demo.link(slug) : ""}`);
    return visit;
  }

  heading(text) {
    return this.page.getByRole("heading", { level: 1, name: text }).waitFor();
  }

  /**
   * What every screen must be: by the book for axe, inside its width, without a violation. Keeps a
   * picture.
   */
  async isSound(name) {
    const { page, checks } = this;
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: join(this.results, `${name}-${this.view}.png`) });
    await page.evaluate(axe);
    // Forced colours are the system's, which axe does not see: it computes with ours.
    const rules = name.endsWith("-forced") ? { "color-contrast": { enabled: false } } : {};
    const found = await page.evaluate(
      ([values, some]) =>
        globalThis.axe.run(document, {
          runOnly: { type: "tag", values },
          rules: some,
          resultTypes: ["violations"],
        }),
      [tags, rules],
    );
    const said = found.violations.map(
      (one) =>
        `${one.id} ${one.nodes
          .map((node) => `${node.target} ${node.failureSummary ?? ""}`)
          .slice(0, 3)
          .join(" | ")}`,
    );
    checks.same(`${name} (${this.view}): axe finds nothing`, said, []);
    // Of the view itself: a phone widens its page to what does not fit, and tells that as its width.
    const { width } = views[this.view];
    const beyond = await page.evaluate((wide) => (document.scrollingElement?.scrollWidth ?? 0) - wide, width);
    checks.that(`${name} (${this.view}): nothing reaches beyond the width`, beyond <= 0, beyond);
    await this.isClean(name);
  }

  async isClean(name) {
    // The browser logs each try without a server; where a walk makes such weather, that is no trouble.
    const weather =
      /net::ERR_(CONNECTION_RE(FUSED|SET)|EMPTY_RESPONSE|INTERNET_DISCONNECTED)|before receiving a hands/;
    const troubles = this.troubles.splice(0).filter((one) => !this.weather || !weather.test(one));
    const violations = await this.page.evaluate(() => globalThis.violations ?? []);
    this.checks.same(
      `${name} (${this.view}): the policy is kept, no error is thrown`,
      [...violations, ...troubles],
      [],
    );
  }

  async end() {
    await this.context.close();
  }
}
