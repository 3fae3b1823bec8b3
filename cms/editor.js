// Starts Decap CMS with the configuration that sitegen makes from the content model, and teaches it what it cannot do by
// itself: to write amounts and days, to name a folder, and to make an item of several files.
import { itemsBackend } from './items_backend.js';
import { amountFromText, amountToText, dayToText } from './values.js';

const { CMS, createClass, h } = window;

// A field of one line. `read` makes its text of the file's value, `write` the value of its text.
function lineWidget(read, write, type, placeholder) {
  return createClass({
    getInitialState() {
      const { value } = this.props;
      return { text: read(value && value.toJS ? value.toJS() : value) };
    },
    change(event) {
      const text = event.target.value;
      this.setState({ text });
      const value = write(text);
      // Decap CMS keeps values in maps of its own kind, and hands out no constructor but through one of them.
      this.props.onChange(typeof value === 'object' ? this.props.field.clear().merge(value) : value);
    },
    render() {
      return h('input', {
        id: this.props.forID,
        className: this.props.classNameWrapper,
        type,
        placeholder,
        value: this.state.text,
        onChange: this.change,
        onFocus: this.props.setActiveStyle,
        onBlur: this.props.setInactiveStyle,
      });
    },
  });
}

CMS.registerWidget('amount', lineWidget(amountToText, amountFromText, 'text', '955 eller 660-785'));
CMS.registerWidget('day', lineWidget(dayToText, (text) => text || undefined, 'date'));


// The name of the item's folder, which stands in none of its files: asked for when the item is new, and shown afterwards.
const itemIdWidget = createClass({
  folder() {
    const entry = this.props.getEntry();
    return entry.get('newRecord') ? '' : entry.get('slug').split('/')[0];
  },
  // What Decap CMS compares with `required` and `pattern` in place of the field's value.
  getValidateValue() {
    return this.folder();
  },
  render() {
    const folder = this.folder();
    return h('input', {
      id: this.props.forID,
      className: this.props.classNameWrapper,
      type: 'text',
      readOnly: folder !== '',
      value: folder || this.props.value || '',
      onChange: (event) => this.props.onChange(event.target.value.trim()),
      onFocus: this.props.setActiveStyle,
      onBlur: this.props.setInactiveStyle,
    });
  },
});
CMS.registerWidget('item-id', itemIdWidget);

const answer = await fetch('config.json');
if (!answer.ok) {
  document.body.textContent = await answer.text();
  throw new Error(`the forms cannot be made: ${document.body.textContent}`);
}
const { new_items: newItems, ...config } = await answer.json();

// Its backend gets the one file that Decap CMS makes of a form, but a new item is made of the form itself.
let form;
CMS.registerEventListener({
  name: 'preSave',
  handler: ({ entry }) => {
    form = entry.get('data').toJS();
  },
});
CMS.registerBackend('items', function ItemsBackend(...settings) {
  const files = CMS.getBackend('proxy').init(...settings);
  return itemsBackend(files, { collections: config.collections, newItems, formOf: () => form });
});

CMS.init({ config: { ...config, load_config_file: false } });
