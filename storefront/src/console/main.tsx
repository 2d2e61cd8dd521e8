import '../ui/tokens.css';
import '../ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Console } from './Console.tsx';
import { takeTokenFromAddress } from './session.ts';

takeTokenFromAddress();
// The address may be pasted into a tab that shows the console already.
addEventListener('hashchange', takeTokenFromAddress);
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
}
