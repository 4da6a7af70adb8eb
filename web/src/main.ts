import "@fontsource/noto-sans-sc/400.css";
import "@fontsource/noto-sans-sc/700.css";
import "./styles/tokens.css";
import "./styles/base.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { restore } from "./state/url.svelte";

restore();

const target = document.getElementById("app");
if (target) mount(App, { target });
