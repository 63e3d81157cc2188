/** `/chatkit-widget.js`: one classic script, whose chunks come from where it came from itself. */
import './chunk-host';
import './index';
