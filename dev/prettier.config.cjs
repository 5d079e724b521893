// XML, JavaScript and SCSS of the module; node_modules lies in NODE_PATH.
module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    printWidth: 100,
    tabWidth: 4,
    bracketSameLine: false,
    proseWrap: "preserve",
    // A space in a view's text may be seen, so the formatter adds none.
    xmlWhitespaceSensitivity: "strict",
    xmlSelfClosingSpace: true,
};
