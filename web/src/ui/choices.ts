/** A group of choices in a row, with what it is about above. */
import { css } from "lit";

export const choices = css`
  fieldset {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    margin: 0;
    padding: var(--s1) var(--s3) var(--s2);
    display: flex;
    flex-wrap: wrap;
    gap: var(--s1) var(--s4);
    min-width: 0;
  }
  fieldset label {
    min-height: 24px;
    display: inline-flex;
    align-items: center;
    gap: var(--s2);
  }
  legend {
    font-size: var(--t2);
    color: var(--text-2);
  }
`;
