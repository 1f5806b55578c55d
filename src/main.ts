import { mount } from "svelte";
import App from "./ui/App.svelte";
import "./ui/tokens.css";
import "./ui/base.css";
import { preloadForLink } from "./ui/share/parts.ts";
import { install } from "./ui/shell/install.svelte.ts";
import { language } from "./ui/shell/language.svelte.ts";
import { offline } from "./ui/shell/offline.svelte.ts";
import { scheme } from "./ui/shell/scheme.svelte.ts";

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
