import { mount } from "svelte";
import App from "./ui/App.svelte";
import "./ui/tokens.css";
import "./ui/base.css";
import { language } from "./ui/language.svelte.ts";
import { offline } from "./ui/offline.svelte.ts";
import { scheme } from "./ui/scheme.svelte.ts";

async function start(): Promise<void> {
  scheme.start();
  const place = document.querySelector("#app");
  if (place === null) throw new Error("index.html has no #app");
  await language.start();
  mount(App, { target: place });
  offline.start();
}

void start();
