"use strict";
// Before the terminal starts, which it does when the page is loaded: where its other end is.
const terminal = document.getElementById("terminal");
terminal.dataset.sessionWebsocketUrl = `${location.protocol === "https:" ? "wss:" : "ws:"}//${location.host}/ws`;
document.getElementById("again").addEventListener("click", () => location.reload());
// Afterwards: what is typed goes to the terminal, wherever the pointer is.
const focus = () => document.querySelector(".xterm-helper-textarea")?.focus();
addEventListener("load", () => setTimeout(focus));
addEventListener("focus", focus);
