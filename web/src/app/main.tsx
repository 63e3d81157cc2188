import './styles/tokens.css';
import './styles/base.css';
import './styles/layout.css';
import './styles/threads.css';
import './styles/tasks.css';
import './styles/account.css';
import './styles/toasts.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root element.');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
