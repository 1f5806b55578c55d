import { mount } from "svelte";
import App from "./ui/App.svelte";
import "./ui/tokens.css";
import "./ui/base.css";
import { offline } from "./ui/offline.svelte.ts";
import { scheme } from "./ui/scheme.svelte.ts";

scheme.start();
const place = document.querySelector("#app");
if (place === null) throw new Error("index.html has no #app");
mount(App, { target: place });
offline.start();
