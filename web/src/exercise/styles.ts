/** What the parts of the exercise's pages share. */
import { css } from "lit";

import { choices } from "../ui/choices";

export const partStyles = css`
  :host {
    display: block;
    min-width: 0;
  }
  section {
    margin-bottom: var(--s5);
    min-width: 0;
  }
  .sign {
    white-space: nowrap;
    font-weight: 600;
    font-size: var(--t2);
  }
  .sign.ok {
    color: var(--ok);
  }
  .sign.warning {
    color: var(--warning);
  }
  .sign.emergency {
    color: var(--emergency);
  }
  .sign.advisory {
    color: var(--advisory);
  }
  .sign.unknown {
    color: var(--text-2);
  }
  .scroll {
    overflow-x: auto;
  }
  .words {
    white-space: pre-line;
    overflow-wrap: anywhere;
    margin: 0;
  }
  ul.bare,
  ol.bare {
    list-style: none;
    margin: 0;
    padding: 0;
    display: grid;
    gap: var(--s2);
  }
  .nation {
    font-weight: 700;
    font-size: var(--t1);
    letter-spacing: 0.03em;
    border: 1px solid var(--edge);
    border-radius: 3px;
    padding: 0 5px;
    white-space: nowrap;
  }
  textarea {
    width: 100%;
    min-height: 72px;
    resize: vertical;
  }
  label.field {
    display: grid;
    gap: 2px;
    color: var(--text-2);
  }
  label.field input,
  label.field select,
  label.field textarea {
    color: var(--text);
    width: 100%;
  }
  ${choices}
  form {
    display: grid;
    gap: var(--s3);
  }
  @media (max-width: 860px) {
    :host {
      --target: 44px;
    }
  }
`;
