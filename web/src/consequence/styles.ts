/** What the parts of this view share: forms, numbers in a row, and what is only supposed. */
import { css } from "lit";

import { choices } from "../ui/choices";

export const formStyles = css`
  form {
    display: grid;
    gap: var(--s3);
    margin-bottom: var(--s4);
  }
  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 13rem), 1fr));
    gap: var(--s3);
    align-items: start;
  }
  .fields > label,
  .fields > cspo-object-field {
    display: grid;
    gap: 2px;
    color: var(--text-2);
    min-width: 0;
  }
  .fields input,
  .fields select {
    width: 100%;
    color: var(--text);
  }
  ${choices}
  .fault {
    color: var(--emergency);
    font-size: var(--t2);
    margin: 0;
  }
`;

export const resultStyles = css`
  .numbers {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 11rem), 1fr));
    gap: var(--s2);
    margin: 0 0 var(--s4);
  }
  .numbers div {
    padding: var(--s2) var(--s3);
    background: var(--surface-2);
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  .numbers dt {
    font-size: var(--t1);
    color: var(--text-2);
  }
  .numbers dd {
    margin: 0;
    font-size: var(--t4);
    font-weight: 650;
    overflow-wrap: anywhere;
  }
  .numbers small {
    display: block;
    font-size: var(--t1);
    font-weight: 400;
    color: var(--text-2);
  }
  .headline {
    font-size: var(--t4);
    line-height: 1.4;
    max-width: 80ch;
    margin-bottom: var(--s3);
  }
  .supposed,
  .reported {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--s1) var(--s3);
    margin-bottom: var(--s3);
    padding: var(--s2) var(--s3);
    border-radius: var(--radius);
    font-size: var(--t2);
    max-width: none;
  }
  .supposed {
    border: 2px dashed var(--warning);
    background: var(--warning-bg);
  }
  .reported {
    border: 2px solid var(--emergency);
    background: var(--emergency-bg);
  }
  .supposed strong,
  .reported strong {
    font-size: var(--t3);
    letter-spacing: 0.06em;
  }
  section {
    margin-bottom: var(--s5);
    min-width: 0;
  }
  section > p.small {
    max-width: 90ch;
  }
  cspo-table {
    max-height: 32rem;
  }
  ul.plain {
    margin: 0;
    padding-inline-start: var(--s4);
    font-size: var(--t2);
    max-width: 90ch;
    display: grid;
    gap: var(--s1);
  }
`;

export const tabStyles = css`
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    border-bottom: 1px solid var(--line);
    margin-bottom: var(--s4);
  }
  nav a {
    padding: var(--s2) var(--s3);
    min-height: 32px;
    font-size: var(--t2);
    font-weight: 550;
    text-decoration: none;
    color: var(--text-2);
    border-bottom: 3px solid transparent;
  }
  nav a[aria-current="page"] {
    color: var(--text);
    border-bottom-color: var(--accent);
  }
`;
