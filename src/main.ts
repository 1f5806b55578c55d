import { mount } from "svelte";
import App from "./page/App.svelte";
import "./page/tokens.css";
import "./page/base.css";
import { preloadForLink } from "./page/share/parts.ts";
import { install } from "./page/shell/install.svelte.ts";
import { language } from "./page/shell/language.svelte.ts";
import { offline } from "./page/shell/offline.svelte.ts";
import { scheme } from "./page/shell/scheme.svelte.ts";

async function start(): Promise<void> {
  scheme.start();
  install.start();
  const place = document.querySelector("#app");
  if (place === null) throw new Error("index.html has no #app");
  try {
    await Promise.all([language.start(), preloadForLink(location.hash)]);
  } catch {
    // Half a page: a new release replaced the files of this one, or the connection was lost.
    place.textContent = "页面没有加载完整，请刷新。 The page did not load completely; please reload it.";
    return;
  }
  mount(App, { target: place });
  offline.start();
}

void start();
