/** What the details of every kind of open thing share. */
import { css } from "lit";

export const detail = css`
  :host {
    display: block;
  }
  article {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: var(--s4);
  }
  header h2 {
    font-size: var(--t5);
    margin: var(--s1) 0 0;
    overflow-wrap: anywhere;
  }
  .clock {
    margin: var(--s2) 0 0;
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: var(--s1) var(--s3);
  }
  .clock b {
    font-size: var(--t6);
    font-weight: 700;
    line-height: 1.1;
  }
  .clock.past b {
    color: var(--emergency);
  }
  .why {
    font-size: var(--t3);
    margin: 0;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: var(--s2);
    align-items: flex-start;
    --target: 40px;
  }
  dl {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
    gap: var(--s2) var(--s4);
    margin: 0;
  }
  dt {
    font-size: var(--t1);
    color: var(--text-2);
  }
  dd {
    margin: 0;
    font-size: var(--t3);
    font-weight: 600;
    overflow-wrap: anywhere;
  }
  dd small {
    display: block;
    font-weight: 400;
    font-size: var(--t1);
    color: var(--text-2);
  }
  .words {
    white-space: pre-line;
    margin: 0;
    font-size: var(--t2);
    overflow-wrap: anywhere;
  }
  details summary {
    cursor: pointer;
    font-size: var(--t2);
    font-weight: 600;
    padding: var(--s1) 0;
  }
  .scroll {
    overflow-x: auto;
  }
  .card {
    background: var(--surface);
  }
`;
