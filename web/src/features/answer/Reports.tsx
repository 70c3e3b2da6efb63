import { useState } from 'react';
import { Trouble } from '../../ui/controls';
import { REPORT_FORMS, type ReportForm } from '../../wire/house';
import { sentence } from '../../wire/http';
import { FORM_NAMES } from './answer';

/** The answer as a document, in the form that is pressed; `onSave` fetches it and keeps it. */
export function Reports({ onSave }: { onSave: (form: ReportForm) => Promise<void> }) {
  const [busy, setBusy] = useState<ReportForm>();
  const [trouble, setTrouble] = useState<string>();
  const save = (form: ReportForm) => {
    setBusy(form);
    setTrouble(undefined);
    onSave(form)
      .catch((why: unknown) => setTrouble(sentence(why)))
      .finally(() => setBusy(undefined));
  };
  return (
    <div className="reports">
      <fieldset aria-label="Report" disabled={busy !== undefined}>
        <span aria-hidden="true">Report</span>
        {REPORT_FORMS.map((form) => (
          <button key={form} type="button" className="quiet" onClick={() => save(form)}>
            {form === busy ? 'Writing…' : FORM_NAMES[form]}
          </button>
        ))}
      </fieldset>
      {trouble === undefined ? null : (
        <Trouble>
          <p>{trouble}</p>
        </Trouble>
      )}
    </div>
  );
}
