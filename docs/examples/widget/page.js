import { rating } from './rating.js';

const widget = document.querySelector('chatkit-widget');
const output = document.querySelector('output');

// Stands for your server.
async function save(review) {
  if (review.note === 'fail') throw new Error('The review could not be saved.');
  output.textContent = JSON.stringify(review);
}

widget.addEventListener('action', ({ detail: { action, respondWith } }) => {
  if (action.type !== 'review.send') return;
  // Until this settles the button is at work; what is thrown is told below the widget.
  respondWith(
    save(action.payload).then(() => {
      widget.applyUpdate({
        type: 'widget.component.updated',
        component_id: 'title',
        component: { type: 'Title', id: 'title', value: 'Thank you!' },
      });
    }),
  );
});

// The script loads on its own. Components may come late: what is drawn already is drawn anew.
await customElements.whenDefined('chatkit-widget');
chatkitWidgets.define('Rating', rating);
