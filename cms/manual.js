// Tells Decap CMS not to look for a configuration of its own; editor.js starts it.
window.CMS_MANUAL_INIT = true;
