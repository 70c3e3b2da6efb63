import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import './app/style.css';
import { aloneInThisBrowser } from './features/account/alone';
import { Session } from './features/account/session';
import { wallClock } from './wire/clock';
import { house } from './wire/house';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id root');

createRoot(root).render(
  <StrictMode>
    <App session={new Session(house, wallClock, aloneInThisBrowser)} />
  </StrictMode>,
);
