module.exports = { render: require('../page.js').single };
