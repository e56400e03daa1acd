// Where the console begins: the seed leaves the address before anything else, then the words, then the page.
// SPDX-License-Identifier: Apache-2.0
import { mount } from "svelte";
import App from "./App.svelte";
import { registerWorker } from "./boot";
import { speak } from "./messages/catalogue.svelte";
import { build } from "./state/build.svelte";
import { fetched } from "./state/fetched";
import { go } from "./state/router.svelte";
import { session } from "./state/session.svelte";
import { settings } from "./state/settings.svelte";
import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/rooms.css";
import "./ui/forms.css";
import { takeSeed } from "./wire/device_key";

takeSeed();
void session.start(); // a socket opens while the words come and the page is made
if (location.pathname === "/") go("/inbox", "replace");
await speak(settings.language).catch(() => speak("en"));
mount(App, { target: document.getElementById("app") ?? document.body });
registerWorker();
// Not needed for the first screen.
void fetched(() => import("./state/alarm"));
void fetched(() => import("./state/deadline_cue")).then(({ look }) => setInterval(look, 1_000));
build.watch();
