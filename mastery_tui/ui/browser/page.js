// The terminal has the keys from the start: nobody should have to click into it first.
window.addEventListener("load", () => document.querySelector(".xterm-helper-textarea")?.focus());
