import "@fontsource/noto-sans-sc/400.css";
import "@fontsource/noto-sans-sc/700.css";
import "../styles/tokens.css";
import "../styles/base.css";
import { mount } from "svelte";
import Docs from "./Docs.svelte";

const target = document.getElementById("docs");
if (target) mount(Docs, { target });
