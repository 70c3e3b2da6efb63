import { type FormEvent, useState } from 'react';
import { Field, Trouble } from '../../ui/controls';
import { Problem, sentence } from '../../wire/http';
import type { Session } from './session';

type Way = 'sign in' | 'register';

/** The door: an address and a password, or a new account. */
export function SignIn({ session, why }: { session: Session; why?: string | undefined }) {
  const [way, setWay] = useState<Way>('sign in');
  const [trouble, setTrouble] = useState<string>();
  const [invited, setInvited] = useState(false);
  const [busy, setBusy] = useState(false);

  const enter = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string) => String(form.get(name) ?? '').trim();
    const password = String(form.get('password') ?? '');
    setBusy(true);
    setTrouble(undefined);
    try {
      if (way === 'sign in') await session.signIn(field('email'), password);
      else await session.register(field('email'), password, field('invitation'));
    } catch (reason) {
      if (reason instanceof Problem && reason.status === 403) setInvited(true);
      setTrouble(sentence(reason));
      setBusy(false);
    }
  };

  const turn = (to: Way) => {
    setWay(to);
    setTrouble(undefined);
  };

  return (
    <main className="door">
      <h1>
        <img src="/icon.svg" alt="" width="36" height="36" /> Netra Apex
      </h1>
      <p className="lead">Where does the money for language models go, and how do we spend less?</p>
      <form onSubmit={enter} aria-label={way === 'sign in' ? 'Sign in' : 'Create an account'}>
        {why && !trouble ? <Trouble>{why}</Trouble> : null}
        {trouble ? <Trouble>{trouble}</Trouble> : null}
        <Field label="Email" name="email" type="email" autoComplete="username" required />
        <Field
          label="Password"
          name="password"
          type="password"
          required
          autoComplete={way === 'sign in' ? 'current-password' : 'new-password'}
        />
        {way === 'register' ? (
          <Field
            label={invited ? 'Invitation' : 'Invitation, if you have one'}
            name="invitation"
            autoComplete="off"
            required={invited}
            hint="With one you join that workspace; without, you get your own where that is open."
          />
        ) : null}
        <button type="submit" className="main" disabled={busy}>
          {busy ? 'One moment…' : way === 'sign in' ? 'Sign in' : 'Create account'}
        </button>
        {way === 'sign in' ? (
          <button type="button" className="link" onClick={() => turn('register')}>
            Create an account
          </button>
        ) : (
          <button type="button" className="link" onClick={() => turn('sign in')}>
            I have an account
          </button>
        )}
      </form>
      <p className="hint">
        On your own machine, <code>./apex up</code> and <code>./apex demo</code> say where the first
        owner's sign-in is kept.
      </p>
    </main>
  );
}
