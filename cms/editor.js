// Starts Decap CMS with the configuration that sitegen makes from the content model, and teaches it the two values
// that its own widgets cannot write: amounts and days.
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

const config = await (await fetch('config.json')).json();
CMS.init({ config: { ...config, load_config_file: false } });
