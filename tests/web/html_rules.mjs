// What html-validate checks, and why a rule differs from its preset.
export const htmlRules = {
  root: true,
  extends: ['html-validate:recommended', 'html-validate:a11y'],
  rules: {
    // Lines come from templates whose sections fall away; a space at a line's end costs nothing.
    'no-trailing-whitespace': 'off',
    // Titles are the editors': the content check limits them to 80 characters, and the site's name follows.
    'long-title': 'off',
  },
};
